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

async function load(url, options) {
    const response = await fetch(url, options);
    show(await response.text());
    return response;
}

// A click starts an update and leaves the page where it is.
document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post") {
        return;
    }
    event.preventDefault();
    try {
        const body = new URLSearchParams(new FormData(form));
        await load(form.action, { method: "POST", body });
    } catch {
        form.submit();
    }
});

// The page is loaded more often while an update runs, and not at all while it is hidden.
let busy = false;
async function refresh() {
    const running = document.querySelector("[data-running]") !== null;
    if (!document.hidden && !busy && document.querySelector(".rack") !== null) {
        busy = true;
        await load(location.href).catch(() => {});
        busy = false;
    }
    setTimeout(refresh, running ? 300 : 1500);
}
setTimeout(refresh, 300);
