// Makes the pages smooth: they change in place, and an update in another window or in a terminal
// shows up without a click. Without this script, they are loaded as a whole.

"use strict";

// Replaces the parts that differ in the new page. The focus and an input stay as they are.
function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = document.querySelector("main");
    const newMain = page.querySelector("main");
    const [parts, newParts] = [main, newMain].map((part) => [...part.querySelectorAll(".rack, #hops")]);
    const ids = (parts) => parts.map((part) => part.id).join();
    if (parts.length > 0 && ids(parts) === ids(newParts)) {
        parts.forEach((part, index) => replace(part, newParts[index]));
        main.querySelectorAll(".summary, .banner").forEach((part) => part.remove());
        main.querySelector("h1").after(...newMain.querySelectorAll(".summary, .banner"));
    } else {
        document.title = page.title;
        replace(main, newMain);
    }
}

function replace(old, fresh) {
    if (old.isEqualNode(fresh)) {
        return;
    }
    const focused = old.contains(document.activeElement);
    old.replaceWith(fresh);
    if (focused) {
        const target = fresh.querySelector("button, a");
        target?.focus({ preventScroll: true });
    }
}

// A click starts an update and leaves the page where it is. The second one of a double click does
// nothing.
document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post") {
        return;
    }
    event.preventDefault();
    if (form.dataset.sent !== undefined) {
        return;
    }
    form.dataset.sent = "";
    try {
        const body = new URLSearchParams(new FormData(form));
        const response = await fetch(form.action, { method: "POST", body });
        show(await response.text());
    } catch {
        form.submit();
    }
});

// A page that can't be loaded leaves the old one in place until the next time.
async function reload() {
    const response = await fetch(location.href);
    if (response.status < 500) {
        show(await response.text());
    }
}

// The page is loaded more often while an update runs, and not at all while it is hidden.
async function refresh() {
    const running = document.querySelector("[data-running]") !== null;
    if (!document.hidden && document.querySelector(".rack") !== null) {
        await reload().catch(() => {});
    }
    setTimeout(refresh, running ? 300 : 1500);
}
setTimeout(refresh, 300);
