//! Permutation tests of informations of values, by any of their estimators; and the local orders that keep X given Z.
//!
//! Every surrogate is estimated by the estimator that gave the value, on the scale it was given on, so that their biases are
//! alike: what `auto` chooses for the data holds for all orders.
use super::permutation::Statistic;
use super::surrogate::Neighbors;
use crate::continuous::series::fixed;
use crate::continuous::{Settings, Variable, conditional_mutual_information, mutual_information};
use marginals_core::{Error, Result, Run};
use marginals_numerics::neighbors::{Space, Target, check_neighbors};

/// I(X; Y) or I(X; Y | Z) of values with the rows of X in another order.
#[derive(Debug)]
pub struct ValueInformation {
    name: String,
    x: Variable,
    y: Variable,
    z: Option<Variable>,
    settings: Settings,
}

impl ValueInformation {
    /// By `name`, one of the estimators of the information of two or of three variables.
    ///
    /// # Errors
    /// Those of the estimator.
    pub fn new(
        name: &str,
        variables: (Variable, Variable, Option<Variable>),
        settings: &Settings,
        run: &Run,
    ) -> Result<Self> {
        let (name, (x, y, z)) = fixed(name, variables, settings, run)?;
        Ok(ValueInformation { name, x, y, z, settings: Settings { local: false, ..*settings } })
    }

    fn of(&self, x: &Variable, y: &Variable, z: Option<&Variable>, run: &Run) -> Result<f64> {
        let alone = run.alone();
        let found = match z {
            Some(z) => conditional_mutual_information(&self.name, [x, y, z], &self.settings, &alone)?,
            None => mutual_information(&self.name, x, y, &self.settings, &alone)?,
        };
        Ok(found.value)
    }
}

impl Statistic for ValueInformation {
    type Scratch = Variable;

    fn rows(&self) -> usize {
        self.x.rows()
    }

    fn scratch(&self) -> Variable {
        self.x.clone()
    }

    fn value(&self, order: Option<&[u32]>, moved: &mut Variable, run: &Run) -> Result<f64> {
        let x = match order {
            None => &self.x,
            Some(order) => {
                move_rows(&self.x, order, moved);
                &*moved
            }
        };
        self.of(x, &self.y, self.z.as_ref(), run)
    }
}

/// The same with the rows of all variables in another order, each as often as it is named.
#[derive(Debug)]
pub struct ResampledValues(pub ValueInformation);

impl Statistic for ResampledValues {
    type Scratch = (Variable, Variable, Option<Variable>);

    fn rows(&self) -> usize {
        self.0.rows()
    }

    fn scratch(&self) -> Self::Scratch {
        (self.0.x.clone(), self.0.y.clone(), self.0.z.clone())
    }

    fn value(&self, order: Option<&[u32]>, (x, y, z): &mut Self::Scratch, run: &Run) -> Result<f64> {
        let own = &self.0;
        let Some(order) = order else { return own.of(&own.x, &own.y, own.z.as_ref(), run) };
        move_rows(&own.x, order, x);
        move_rows(&own.y, order, y);
        if let (Some(from), Some(z)) = (&own.z, z.as_mut()) {
            move_rows(from, order, z);
        }
        own.of(x, y, z.as_ref(), run)
    }
}

/// The rows of a variable in an order, into one of the same shape.
fn move_rows(from: &Variable, order: &[u32], into: &mut Variable) {
    for (column, own) in into.columns.iter_mut().zip(&from.columns) {
        column.iter_mut().zip(order).for_each(|(value, row)| *value = own[*row as usize]);
    }
}

impl Neighbors {
    /// The `k` nearest rows of every row in `space`, itself first.
    ///
    /// # Errors
    /// `Shape` or `NonFinite` for points that make no sense, `Range` unless 2 ≤ k ≤ rows; out of memory; the run was
    /// cancelled.
    pub fn of(space: &Space<'_>, k: usize, run: &Run) -> Result<Self> {
        space.check("given")?;
        let rows = space.points();
        if k < 2 {
            return Err(Error::range("neighbors", "at least 2 (the row itself among them)", k));
        }
        check_neighbors(k - 1, rows.saturating_sub(1), "one less than the rows")?;
        let near = Target::new(space, run)?.named(k - 1, run)?;
        let mut found = run.reserved("the nearest rows", rows.saturating_mul(k))?;
        for (row, others) in near.ids.chunks_exact(k - 1).enumerate() {
            found.push(row as u32);
            found.extend_from_slice(others);
        }
        Ok(Neighbors { rows: found, k })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Alternative, Interval, Surrogate, bootstrap_interval, permutation_test};
    use super::*;
    use marginals_core::random::{stream, uniform};
    use marginals_numerics::neighbors::Norm;
    use marginals_numerics::normal::quantile;

    fn values(name: &'static str, column: Vec<f64>) -> Variable {
        Variable { name, columns: vec![column], nominal: vec![false], symbols: false }
    }

    /// x and y driven by z alone, or x driving y besides.
    fn driven(seed: u64, n: usize, direct: f64) -> (Variable, Variable, Option<Variable>) {
        let mut generator = stream(seed, "driven", 0);
        let mut normal = || quantile(uniform(&mut generator).max(1e-18));
        let z: Vec<f64> = (0..n).map(|_| normal()).collect();
        let x: Vec<f64> = z.iter().map(|z| z + 0.5 * normal()).collect();
        let y: Vec<f64> = z.iter().zip(&x).map(|(z, x)| z + direct * x + 0.5 * normal()).collect();
        (values("x", x), values("y", y), Some(values("z", z)))
    }

    #[test]
    fn local_orders_keep_what_x_and_the_condition_share() {
        let run = Run::default();
        let p_value = |seed: u64, direct: f64, name: &str| {
            let variables = driven(seed, 200, direct);
            let z = variables.2.clone().unwrap();
            let statistic = ValueInformation::new(name, variables, &Settings::default(), &run).unwrap();
            let surrogate = Surrogate::Local(Neighbors::of(&z.space(Norm::Maximum), 5, &run).unwrap());
            permutation_test(&statistic, &surrogate, 39, Alternative::Greater, &run).unwrap().p_value
        };
        for name in ["frenzel-pompe", "gaussian-copula", "auto"] {
            let mean = |direct| (0..12).map(|seed| p_value(seed, direct, name)).sum::<f64>() / 12.0;
            assert!(mean(0.0) > 0.2, "{name}");
            assert!(mean(1.0) < 0.06, "{name}");
        }
    }

    #[test]
    fn resamples_are_estimates_of_the_rows_drawn_and_intervals_cover() {
        let run = Run::default();
        let (x, y, z) = driven(5, 80, 0.4);
        let order: Vec<u32> = (0..80).map(|row| row * 7 % 60).collect();
        let taken = |of: &Variable| {
            let columns = of.columns.iter().map(|own| order.iter().map(|row| own[*row as usize]).collect());
            Variable { columns: columns.collect(), ..of.clone() }
        };
        let settings = Settings::default();
        for name in ["gaussian", "gaussian-copula", "student-copula"] {
            let variables = (x.clone(), y.clone(), z.clone());
            let resampled = ResampledValues(ValueInformation::new(name, variables, &settings, &run).unwrap());
            let found = resampled.value(Some(&order), &mut resampled.scratch(), &run).unwrap();
            let drawn = [taken(&x), taken(&y), taken(z.as_ref().unwrap())];
            let expected = conditional_mutual_information(name, drawn.each_ref(), &settings, &run).unwrap();
            assert_eq!(found, expected.value, "{name}");
        }
        // The information of x and y, of which z is the cause: ln(σ_x σ_y / √|Σ|).
        let exact = 0.5 * (1.25f64 * 1.25 / (1.25 * 1.25 - 1.0)).ln();
        let covers = |seed| {
            let (x, y, _) = driven(seed, 150, 0.0);
            let of = ValueInformation::new("gaussian", (x, y, None), &settings, &run).unwrap();
            let run = Run::default().with_seed(seed);
            let found = bootstrap_interval(&ResampledValues(of), 199, 1, 0.9, Interval::Basic, &run).unwrap();
            found.lower <= exact && exact <= found.upper
        };
        let covered = (0..60).filter(|seed| covers(*seed)).count();
        assert!((46..=59).contains(&covered), "{covered}");
    }

    #[test]
    fn the_value_is_that_of_the_estimator_and_faults_are_told() {
        let run = Run::default();
        let (x, y, z) = driven(3, 60, 0.4);
        let settings = Settings::default();
        for name in ["auto", "frenzel-pompe", "gaussian", "mesner-shalizi"] {
            let expected =
                conditional_mutual_information(name, [&x, &y, z.as_ref().unwrap()], &settings, &run).unwrap();
            let statistic =
                ValueInformation::new(name, (x.clone(), y.clone(), z.clone()), &settings, &run).unwrap();
            let found = statistic.value(None, &mut statistic.scratch(), &run).unwrap();
            assert!((found - expected.value).abs() < 1e-12, "{name}");
            let order: Vec<u32> = (0..60).rev().collect();
            let moved = statistic.value(Some(&order), &mut statistic.scratch(), &run).unwrap();
            assert!(moved != found);
        }
        let unknown = ValueInformation::new("kde", (x.clone(), y.clone(), None), &settings, &run).unwrap();
        assert!(unknown.value(None, &mut unknown.scratch(), &run).is_err());
        let space = x.space(Norm::Maximum);
        assert!(Neighbors::of(&space, 1, &run).is_err());
        assert!(Neighbors::of(&space, 61, &run).is_err());
        let near = Neighbors::of(&space, 4, &run).unwrap();
        for (row, own) in near.rows.chunks(4).enumerate() {
            assert_eq!(own[0], row as u32);
            let gap = |other: u32| (x.columns[0][row] - x.columns[0][other as usize]).abs();
            let farthest = own.iter().map(|other| gap(*other)).fold(0.0, f64::max);
            assert!((0..60).filter(|other| gap(*other) < farthest).count() < 4);
        }
    }
}
