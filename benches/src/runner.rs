//! Times contenders side by side.
//!
//! The usual harnesses, divan and criterion, finish one benchmark before they begin the next. A
//! shared machine is faster in one second than in another, so that a ratio of two such figures
//! says little. Here the contenders of a contest take turns within milliseconds, a ratio is formed
//! within each round, where both ran under like conditions, and the median of these ratios is what
//! counts. What is timed is how long the thread was running, which leaves out the time in which
//! the machine did something else.

use core::{hint::black_box, time::Duration};
use std::time::Instant;

use cpu_time::ThreadTime;

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
            let start = ThreadTime::now();
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
            let start = ThreadTime::now();
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

/// Does something once, and times it by the clock on the wall: for work by several threads.
pub fn on_the_wall<'a, O>(mut work: impl FnMut() -> O + 'a) -> Sample<'a> {
    Box::new(move || {
        let start = Instant::now();
        black_box(work());
        nanoseconds(start.elapsed())
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

/// What one contender takes, divided by what another takes.
#[derive(Clone, Debug)]
pub struct Ratio {
    /// The ratio itself.
    pub value: f64,
    /// What it comes from.
    pub basis: String,
}

impl Outcome {
    /// The nanoseconds that each contender takes.
    #[must_use]
    pub fn times(&self) -> Vec<f64> {
        self.0.iter().map(|times| quantile(&sorted(times.iter().copied()), 0.5)).collect()
    }

    /// The time of the first contender divided by that of another.
    #[must_use]
    pub fn against(&self, other: usize) -> Ratio {
        let pairs = self.0[0].iter().zip(&self.0[other]);
        let ratios = sorted(pairs.map(|(first, other)| first / other));
        let [low, value, high] = [0.25, 0.5, 0.75].map(|share| quantile(&ratios, share));
        let (times, rounds) = (self.times(), ratios.len());
        let basis = format!(
            "{:.1} ns to {:.1} ns, half of {rounds} rounds from {low:.3} to {high:.3}",
            times[0], times[other],
        );
        Ratio { value, basis }
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share) as usize]
}
