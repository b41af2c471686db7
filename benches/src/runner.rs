//! Measures two contenders in turns.
//!
//! divan and criterion finish one benchmark before they begin the next. On a shared machine, whose
//! speed changes from second to second, the ratio of two such figures means little. Here the
//! contenders take turns within milliseconds. Each round gives one ratio, and the result is the
//! median of the ratios. The clock is the CPU time of the thread, so it doesn't count other work of
//! the machine.

use core::{hint::black_box, time::Duration};
use std::time::Instant;

use cpu_time::ThreadTime;

/// The least duration of a sample, so that reading the clock doesn't count.
const SAMPLE: Duration = Duration::from_micros(200);
/// The least duration of a contest.
const CONTEST: Duration = Duration::from_millis(400);
/// The least number of rounds of a contest.
const ROUNDS: usize = 7;

/// Measures some work and returns its nanoseconds.
pub type Sample<'a> = Box<dyn FnMut() -> f64 + 'a>;

/// Measures the time to answer one of these queries.
pub fn each<'a, Q, A>(queries: &'a [Q], mut answer: impl FnMut(&'a Q) -> A + 'a) -> Sample<'a> {
    let mut pass = move || {
        for query in queries {
            black_box(answer(black_box(query)));
        }
    };

    let passes = repeated(move |times| {
        // The other contender has replaced what this one had in the caches.
        pass();

        let start = ThreadTime::now();
        for _ in 0..times {
            pass();
        }
        start.elapsed()
    });
    per(queries.len(), passes)
}

/// Measures the time to make one output from an input. It contains neither preparing the input nor
/// dropping the output.
pub fn making<'a, I, O>(
    mut prepare: impl FnMut() -> I + 'a,
    mut make: impl FnMut(I) -> O + 'a,
) -> Sample<'a> {
    repeated(move |times| {
        let inputs: Vec<I> = (0..times).map(|_| prepare()).collect();
        let mut outputs = Vec::with_capacity(times);

        let start = ThreadTime::now();
        for input in inputs {
            outputs.push(make(black_box(input)));
        }
        let elapsed = start.elapsed();

        black_box(outputs);
        elapsed
    })
}

/// Divides the time of a sample by the number of parts that its work has.
#[must_use]
pub fn per(parts: usize, mut sample: Sample<'_>) -> Sample<'_> {
    Box::new(move || sample() / parts as f64)
}

/// Measures one repetition of some work, which is repeated until it takes long enough. `work`
/// returns the duration of a number of repetitions.
fn repeated<'a>(mut work: impl FnMut(usize) -> Duration + 'a) -> Sample<'a> {
    let mut times = 1;
    Box::new(move || {
        loop {
            let elapsed = work(times);
            if elapsed >= SAMPLE {
                return elapsed.as_nanos() as f64 / times as f64;
            }
            times *= 2;
        }
    })
}

/// The result of a contest.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// The median of the nanoseconds of each contender.
    pub times: [f64; 2],
    /// The quartiles of the ratios of the first contender to the second one.
    pub ratios: [f64; 3],
}

/// Measures two contenders in turns.
#[must_use]
pub fn contest([mut first, mut second]: [Sample<'_>; 2]) -> Outcome {
    // The first round fills the caches and finds how often to repeat the work.
    first();
    second();

    let mut rounds = Vec::new();
    let start = Instant::now();
    while rounds.len() < ROUNDS || start.elapsed() < CONTEST {
        rounds.push([first(), second()]);
    }

    let median = |contender: usize| quartiles(rounds.iter().map(|times| times[contender]))[1];
    Outcome {
        times: [median(0), median(1)],
        ratios: quartiles(rounds.iter().map(|[first, second]| first / second)),
    }
}

fn quartiles(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[(values.len() - 1) * quarter / 4])
}
