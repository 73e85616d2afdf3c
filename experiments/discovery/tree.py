"""Which strategy is best where, as a small decision tree in words."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

type Conditions = tuple[tuple[str, str, float | str], ...]

DEEPEST = 3
SMALLEST_LEAF = 0.05


@dataclass(frozen=True)
class Leaf:
    """One end of the tree: conditions that lead to it, its commonest label, the share that has it, its size, and its number."""

    conditions: Conditions
    label: str
    purity: float
    share: float
    node: int


@dataclass(frozen=True)
class Tree:
    """Leaves, the number of each world's, and how often the tree is right on worlds it has not seen, beside the commonest label."""

    leaves: tuple[Leaf, ...]
    nodes: NDArray[np.int_]
    accuracy: float
    always_commonest: float

    @property
    def helps(self) -> bool:
        """Whether the tree tells more than the commonest label does, by at least two in a hundred worlds."""
        return self.accuracy > self.always_commonest + 0.02


def grow(inputs: pd.DataFrame, labels: NDArray[np.str_]) -> Tree:
    """A tree of at most three questions on the inputs of each world; switches stand as text.

    Raises:
        ModuleNotFoundError: without the `discovery` extra.
    """
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier

    columns = pd.get_dummies(inputs, prefix_sep=" = ", dtype=float)
    model = DecisionTreeClassifier(max_depth=DEEPEST, min_samples_leaf=SMALLEST_LEAF, ccp_alpha=0.005, random_state=0)
    folds = KFold(n_splits=5, shuffle=True, random_state=1)
    guessed = cross_val_predict(model, columns.to_numpy(), labels, cv=folds)
    _, counts = np.unique(labels, return_counts=True)
    model.fit(columns.to_numpy(), labels)
    leaves = tuple(_leaves(model.tree_, list(columns.columns), [str(name) for name in model.classes_], 0, ()))
    return Tree(leaves, model.apply(columns.to_numpy()), float((guessed == labels).mean()), float(counts.max() / counts.sum()))


def _leaves(tree: object, names: list[str], classes: list[str], node: int, conditions: Conditions) -> list[Leaf]:
    """Leaves under a node, the left (smaller) side first."""
    left, right = tree.children_left[node], tree.children_right[node]  # type: ignore[attr-defined]
    if left < 0:
        shares = tree.value[node][0] / tree.value[node][0].sum()  # type: ignore[attr-defined]
        size = tree.n_node_samples[node] / tree.n_node_samples[0]  # type: ignore[attr-defined]
        return [Leaf(conditions, classes[int(shares.argmax())], float(shares.max()), float(size), node)]
    name, _, choice = names[tree.feature[node]].partition(" = ")  # type: ignore[attr-defined]
    cut = float(tree.threshold[node])  # type: ignore[attr-defined]
    below = (name, "is not", choice) if choice else (name, "at most", cut)
    above = (name, "is", choice) if choice else (name, "above", cut)
    return _leaves(tree, names, classes, left, (*conditions, below)) + _leaves(
        tree, names, classes, right, (*conditions, above)
    )
