//! Measures contenders in turns.
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
    let mut passes = 1;
    Box::new(move || {
        // The other contenders have replaced what this one had in the caches.
        pass();

        loop {
            let start = ThreadTime::now();
            for _ in 0..passes {
                pass();
            }
            let elapsed = start.elapsed();

            if elapsed >= SAMPLE {
                return elapsed.as_nanos() as f64 / (passes * queries.len()) as f64;
            }
            passes *= 2;
        }
    })
}

/// Measures the time to make one output from an input. It contains neither preparing the input nor
/// dropping the output.
pub fn making<'a, I, O>(
    mut prepare: impl FnMut() -> I + 'a,
    mut make: impl FnMut(I) -> O + 'a,
) -> Sample<'a> {
    let mut count = 1;
    Box::new(move || {
        loop {
            let inputs: Vec<I> = (0..count).map(|_| prepare()).collect();
            let mut outputs = Vec::with_capacity(count);
            let start = ThreadTime::now();
            for input in inputs {
                outputs.push(make(black_box(input)));
            }
            let elapsed = start.elapsed();
            black_box(outputs);

            if elapsed >= SAMPLE {
                return elapsed.as_nanos() as f64 / count as f64;
            }
            count *= 2;
        }
    })
}

/// Divides the time of a sample by the number of parts that its work has.
#[must_use]
pub fn per(parts: usize, mut sample: Sample<'_>) -> Sample<'_> {
    Box::new(move || sample() / parts as f64)
}

/// The nanoseconds of each contender in each round.
#[derive(Debug)]
pub struct Outcome<const N: usize>(pub Vec<[f64; N]>);

/// Measures contenders in turns.
#[must_use]
pub fn contest<const N: usize>(mut contenders: [Sample<'_>; N]) -> Outcome<N> {
    // The first round fills the caches and finds how often to repeat the work.
    for sample in &mut contenders {
        sample();
    }

    let mut rounds = Vec::new();
    let start = Instant::now();
    while rounds.len() < ROUNDS || start.elapsed() < CONTEST {
        let mut times = [0.0; N];
        // Each round begins with another contender, so none always runs after the same one.
        for turn in 0..N {
            let contender = (turn + rounds.len()) % N;
            times[contender] = contenders[contender]();
        }
        rounds.push(times);
    }
    Outcome(rounds)
}

impl<const N: usize> Outcome<N> {
    /// The median of the nanoseconds of each contender.
    #[must_use]
    pub fn times(&self) -> [f64; N] {
        core::array::from_fn(|contender| {
            let [_, median, _] = quartiles(self.0.iter().map(|times| times[contender]));
            median
        })
    }
}

impl Outcome<2> {
    /// The quartiles of the ratios of the first contender to the second one.
    #[must_use]
    pub fn ratios(&self) -> [f64; 3] {
        quartiles(self.0.iter().map(|[first, second]| first / second))
    }
}

fn quartiles(values: impl Iterator<Item = f64>) -> [f64; 3] {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[(values.len() - 1) * quarter / 4])
}
