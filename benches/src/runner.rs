//! Times contenders side by side.
//!
//! The usual harnesses, divan and criterion, finish one benchmark before they begin the next. A
//! shared machine is faster in one second than in another, so that a ratio of two such figures
//! says little. Here the contenders of a contest take turns within milliseconds, a ratio is formed
//! within each round, where both ran under like conditions, and the median of these ratios is what
//! counts.

use core::{hint::black_box, time::Duration};
use std::time::Instant;

/// How long a sample lasts at least, so that reading the clock doesn't count.
const SAMPLE: Duration = Duration::from_micros(200);
/// How long a contest goes on.
const CONTEST: Duration = Duration::from_millis(400);
/// How many rounds a contest has, whatever it takes.
const ROUNDS: usize = 7;

/// Runs its work once or more and gives the nanoseconds that one piece of it took.
pub type Sample<'a> = Box<dyn FnMut() -> f64 + 'a>;

/// Answers each query, over and over.
pub fn each<'a, Q, A>(queries: &'a [Q], mut answer: impl FnMut(&'a Q) -> A + 'a) -> Sample<'a> {
    let mut passes = 1;
    Box::new(move || {
        loop {
            let start = Instant::now();
            for _ in 0..passes {
                for query in queries {
                    black_box(answer(black_box(query)));
                }
            }
            let elapsed = start.elapsed();
            if elapsed >= SAMPLE {
                return nanoseconds(elapsed) / (passes * queries.len()) as f64;
            }
            passes *= 2;
        }
    })
}

/// Makes one thing out of another; neither preparing the one nor dropping the other is timed.
pub fn making<'a, I, O>(
    mut prepare: impl FnMut() -> I + 'a,
    mut make: impl FnMut(I) -> O + 'a,
) -> Sample<'a> {
    let mut count = 1;
    Box::new(move || {
        loop {
            let inputs: Vec<I> = (0..count).map(|_| prepare()).collect();
            let mut outputs = Vec::with_capacity(count);
            let start = Instant::now();
            for input in inputs {
                outputs.push(make(black_box(input)));
            }
            let elapsed = start.elapsed();
            black_box(outputs);
            if elapsed >= SAMPLE {
                return nanoseconds(elapsed) / count as f64;
            }
            count *= 2;
        }
    })
}

fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

/// What came out of a contest: for each contender, in the order given, its time in each round.
#[derive(Debug)]
pub struct Outcome(Vec<Vec<f64>>);

/// Lets contenders take turns.
#[must_use]
pub fn contest(mut contenders: Vec<Sample<'_>>) -> Outcome {
    let count = contenders.len();
    let mut times = vec![Vec::new(); count];
    // The first round fills the caches and finds how often the work must be repeated.
    for sample in &mut contenders {
        sample();
    }
    let start = Instant::now();
    for round in 0.. {
        if round >= ROUNDS && start.elapsed() > CONTEST {
            break;
        }
        // Nobody always runs behind the same one.
        for turn in 0..count {
            let contender = (turn + round) % count;
            times[contender].push(contenders[contender]());
        }
    }
    Outcome(times)
}

impl Outcome {
    /// The nanoseconds that a contender takes.
    #[must_use]
    pub fn time(&self, contender: usize) -> f64 {
        median(self.0[contender].clone())
    }

    /// The time of a contender divided by that of another.
    #[must_use]
    pub fn ratio(&self, contender: usize, other: usize) -> f64 {
        let pairs = self.0[contender].iter().zip(&self.0[other]);
        median(pairs.map(|(one, other)| one / other).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
