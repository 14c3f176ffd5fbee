//! Constraints on the chosen set, as the façade sends them.
use marginals_core::{Error, Result};
use marginals_submodular::{
    Constraint, CustomMatroid, Graphic, GroupBounds, Knapsack, Laminar, Partition, Transversal,
};
use napi::bindgen_prelude::{Float64Array, Uint32Array};
use napi_derive::napi;

/// One constraint; which fields are there depends on `kind`.
#[napi(object)]
pub struct ConstraintSpec {
    /// `knapsack`, `partition-matroid`, `laminar-matroid`, `graphic-matroid`, `transversal-matroid`,
    /// `group-bounds` or `custom-matroid`.
    pub kind: String,
    /// Class or group of every element; one end of every edge.
    pub of: Option<Uint32Array>,
    /// Other end of every edge.
    pub to: Option<Uint32Array>,
    /// Most elements of every class, group or set.
    pub upper: Option<Uint32Array>,
    /// Fewest elements of every group.
    pub lower: Option<Uint32Array>,
    /// Names of the groups.
    pub names: Option<Vec<String>>,
    /// Cost of every element.
    pub costs: Option<Float64Array>,
    /// Most that a set may cost.
    pub budget: Option<f64>,
    /// Where each list starts in `items`, and where the last ends.
    pub offsets: Option<Uint32Array>,
    /// Elements of the sets; positions of the elements.
    pub items: Option<Uint32Array>,
    /// Vertices, positions, elements.
    pub count: Option<u32>,
    /// Number of an oracle.
    pub number: Option<u32>,
}

fn numbers(array: Option<&Uint32Array>) -> Vec<u32> {
    array.map(|array| array.to_vec()).unwrap_or_default()
}

fn sizes(array: Option<&Uint32Array>) -> Vec<usize> {
    array.into_iter().flat_map(|array| array.iter()).map(|size| *size as usize).collect()
}

impl ConstraintSpec {
    /// The constraint on memory of its own.
    pub fn constraint(&self) -> Result<Constraint> {
        let count = self.count.unwrap_or(0) as usize;
        Ok(match self.kind.as_str() {
            "knapsack" => {
                let costs = self.costs.as_ref().map(|costs| costs.to_vec()).unwrap_or_default();
                Knapsack::new(costs, self.budget.unwrap_or(f64::NAN))?.into()
            }
            "partition-matroid" => {
                Partition::new(numbers(self.of.as_ref()), sizes(self.upper.as_ref()))?.into()
            }
            "laminar-matroid" => {
                let sets: Vec<_> = self.lists()?.into_iter().zip(sizes(self.upper.as_ref())).collect();
                Laminar::new(count, &sets)?.into()
            }
            "graphic-matroid" => {
                let ends = numbers(self.of.as_ref()).into_iter().zip(numbers(self.to.as_ref()));
                Graphic::new(ends.collect(), count)?.into()
            }
            "transversal-matroid" => Transversal::new(&self.lists()?, count)?.into(),
            "group-bounds" => {
                let (lower, upper) = (sizes(self.lower.as_ref()), sizes(self.upper.as_ref()));
                let names = self.names.clone().unwrap_or_default();
                GroupBounds::new(numbers(self.of.as_ref()), lower, upper)?.named(names)?.into()
            }
            "custom-matroid" => CustomMatroid::asked(count, self.number.unwrap_or(0)).into(),
            other => {
                return Err(Error::argument("constraint", "of a known kind", format_args!("'{other}'")));
            }
        })
    }

    fn lists(&self) -> Result<Vec<Vec<u32>>> {
        let (offsets, items) = (sizes(self.offsets.as_ref()), numbers(self.items.as_ref()));
        offsets
            .windows(2)
            .map(|pair| {
                let list = items.get(pair[0]..pair[1]).map(<[u32]>::to_vec);
                list.ok_or_else(|| Error::shape("offsets", "places within the items", "others"))
            })
            .collect()
    }
}
