//! What a function has to say about how it computes, for whoever reads the answer.

/// How a function computes, and what its user should know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// The form in which it computes (`dense`, `sparse`, `on-the-fly`), where it has several.
    pub method: Option<&'static str>,
    /// What was clamped, left out or approximated.
    pub warnings: Vec<String>,
}

impl Remarks {
    /// The remarks of a function made from others: warnings of all, each once; the method all agree on.
    #[must_use]
    pub fn of_all(all: impl IntoIterator<Item = Remarks>) -> Remarks {
        let mut whole = Remarks::default();
        let mut agreed = true;
        for remarks in all {
            if let Some(method) = remarks.method {
                agreed &= whole.method.is_none_or(|known| known == method);
                whole.method = Some(method);
            }
            for warning in remarks.warnings {
                if !whole.warnings.contains(&warning) {
                    whole.warnings.push(warning);
                }
            }
        }
        whole.method = whole.method.filter(|_| agreed);
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_disagree_have_no_method_and_every_warning_once() {
        let one = |method, warning: &str| Remarks { method, warnings: vec![warning.to_owned()] };
        let parts = [one(Some("dense"), "a"), one(None, "b"), one(Some("dense"), "a")];
        let whole = Remarks::of_all(parts.clone());
        assert_eq!((whole.method, whole.warnings), (Some("dense"), vec!["a".to_owned(), "b".to_owned()]));
        let whole = Remarks::of_all(parts.into_iter().chain([one(Some("sparse"), "c")]));
        assert_eq!((whole.method, whole.warnings.len()), (None, 3));
    }
}
