//! Undo as a list of earlier projects: whoever changes a project changes it freely, and nobody writes edit commands.

use super::Project;

/// So many steps can be undone; a project is a few kilobytes.
const MOST: usize = 200;

/// The earlier versions of a project, and those that were undone.
#[derive(Clone, Debug)]
pub struct History {
    /// The version that the last step led to.
    now: Project,
    past: Vec<Project>,
    future: Vec<Project>,
}

impl History {
    /// Begins with this version.
    pub fn new(project: &Project) -> History {
        History { now: project.clone(), past: Vec::new(), future: Vec::new() }
    }

    /// Records a step if the project has changed; while `busy` (a hand on the mouse, a number half typed) it waits, so
    /// that a drag is one step. Whether a step was recorded.
    pub fn observe(&mut self, project: &Project, busy: bool) -> bool {
        if busy || *project == self.now {
            return false;
        }
        self.past.push(std::mem::replace(&mut self.now, project.clone()));
        self.future.clear();
        if self.past.len() > MOST {
            self.past.remove(0);
        }
        true
    }

    /// Takes a change into the last step: it followed from it, and nobody made it by hand.
    pub fn amend(&mut self, project: &Project) {
        self.now.clone_from(project);
    }

    /// Takes the last step back; what was not recorded yet counts as a step. Whether there was one.
    pub fn undo(&mut self, project: &mut Project) -> bool {
        self.observe(project, false);
        let Some(before) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.now, before));
        project.clone_from(&self.now);
        true
    }

    /// Takes the last step that was undone again. Whether there was one.
    pub fn redo(&mut self, project: &mut Project) -> bool {
        self.observe(project, false);
        let Some(after) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, after));
        project.clone_from(&self.now);
        true
    }

    /// Whether a step can be undone, seen from this version.
    pub fn can_undo(&self, project: &Project) -> bool {
        !self.past.is_empty() || *project != self.now
    }

    /// Whether a step can be taken again, seen from this version.
    pub fn can_redo(&self, project: &Project) -> bool {
        !self.future.is_empty() && *project == self.now
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::ops::RangeInclusive;

    use super::*;
    use crate::base::{Form, Philox};
    use crate::data::{Colour, ColumnKind, Fit, Missing, Scaling};
    use crate::layers::Layer;
    use crate::losses::Loss;
    use crate::network::Network;
    use crate::optimizers::Optimizer;
    use crate::project::{DataSettings, EarlyStopping, Training};
    use crate::schedules::Schedule;

    /// Answers every question of a form with something else: whatever a thing lets people set is set.
    struct Shaken<'a>(&'a mut Philox);

    impl Form for Shaken<'_> {
        fn count(&mut self, _: &str, value: &mut usize, range: RangeInclusive<usize>) {
            *value = range.start() + self.0.below((range.end() - range.start()).min(50) + 1);
        }

        fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
            value.iter_mut().for_each(|side| self.count(label, side, range.clone()));
        }

        fn number(&mut self, _: &str, value: &mut f64, range: RangeInclusive<f64>) {
            *value = range.start() + (range.end() - range.start()) * self.0.below(1000) as f64 / 1000.0;
        }

        fn toggle(&mut self, _: &str, value: &mut bool) {
            *value = !*value;
        }

        fn choice(&mut self, _: &str, options: &[&str], chosen: &mut usize) {
            *chosen = self.0.below(options.len());
        }
    }

    /// One of these.
    fn any<T: Clone>(all: &[T], random: &mut Philox) -> T {
        all[random.below(all.len())].clone()
    }

    /// Changes something of the network: a layer, a wire, a place, a setting, a name, what is frozen, or much at once.
    fn edit_network(network: &mut Network, random: &mut Philox) {
        let place = [random.below(900) as f32, random.below(900) as f32];
        if network.nodes.len() < 3 {
            network.add(any(&Layer::all(), random), place);
            return;
        }
        let nodes = network.nodes.len();
        let [one, other] = [random.below(nodes), random.below(nodes)];
        let [id, to] = [one, other].map(|place| network.nodes[place].id);
        let wire = network.wires.get(random.below(network.wires.len().max(1))).copied();
        let some: BTreeSet<u32> = [id, to].into();
        match (random.below(12), wire) {
            (0, _) => drop(network.add(any(&Layer::all(), random), place)),
            (1, _) => network.remove(id),
            (2 | 3, _) => network.connect(id, to),
            (4, Some(wire)) => network.disconnect(wire),
            (5, Some(wire)) => drop(network.insert(wire, any(&Layer::all(), random), place)),
            (6, _) => network.nodes[one].position[0] += 8.0,
            (7, _) => network.nodes[one].layer.form(&mut Shaken(random)),
            (8, _) => network.nodes[one].name += "x",
            (9, _) => network.nodes[one].frozen ^= true,
            (10, _) => drop(network.paste(&network.part(&some), [32.0, 32.0])),
            (11, _) if nodes > 40 => network.remove_all(&network.nodes.iter().map(|node| node.id).take(30).collect()),
            _ => network.tidy(),
        }
    }

    /// Changes something of the data: where it comes from, how it is prepared, shared out, scaled, augmented.
    fn edit_data(data: &mut DataSettings, random: &mut Philox) {
        let options = &mut data.options;
        match random.below(11) {
            0 => data.source = any(&["sample:shapes", "sample:spirals", "/flowers"], random).parse().expect("a source"),
            1 => options.size = any(&[None, Some([28, 28]), Some([64, 48])], random),
            2 => options.fit = any(&[Fit::Crop, Fit::Pad, Fit::Stretch], random),
            3 => options.colour = any(&[Colour::Auto, Colour::Grey, Colour::Rgb], random),
            4 => options.seed += 1,
            5 => options.test = random.below(80) as f64 / 100.0,
            6 => options.validation = random.below(80) as f64 / 100.0,
            7 => options.table.target = any(&[None, Some("species".into()), Some("petal".into())], random),
            8 => {
                let kind = any(&[ColumnKind::Number, ColumnKind::Category, ColumnKind::Ignore], random);
                options.table.columns.insert(format!("column {}", random.below(5)), kind);
                options.table.missing = any(&[Missing::Mean, Missing::MostFrequent, Missing::DropRow], random);
            }
            9 => data.scaling = any(&[Scaling::ZeroToOne, Scaling::MeanDeviation], random),
            _ => data.augmentation.form(&mut Shaken(random)),
        }
    }

    /// Changes something of the training: every setting that its page has.
    fn edit_training(training: &mut Training, random: &mut Philox) {
        match random.below(11) {
            0 => training.loss = any(&Loss::all(), random),
            1 => training.optimizer = any(&Optimizer::all(), random),
            2 => training.optimizer.form(&mut Shaken(random)),
            3 => training.optimizer.set_rate(random.below(1000) as f64 / 1e5),
            4 => training.schedule = any(&Schedule::all(), random),
            5 => training.schedule.form(&mut Shaken(random)),
            6 => training.batch += 1,
            7 => training.epochs += 1,
            8 => training.seed += 1,
            9 => training.clip = any(&[None, Some(1.0), Some(random.below(100) as f64)], random),
            _ => {
                training.balance_classes ^= true;
                let rule = EarlyStopping { patience: random.below(9), restore_best: random.below(2) == 0 };
                training.early_stopping = any(&[None, Some(rule)], random);
            }
        }
    }

    /// Changes something, wherever in the project it is.
    fn edit(project: &mut Project, random: &mut Philox) {
        match random.below(4) {
            0 => edit_data(&mut project.data, random),
            1 => edit_training(&mut project.training, random),
            _ => edit_network(&mut project.network, random),
        }
    }

    /// The values within a value, by their paths.
    fn leaves(path: &str, value: serde_json::Value, found: &mut BTreeMap<String, serde_json::Value>) {
        match value {
            serde_json::Value::Object(fields) if !fields.is_empty() => {
                fields.into_iter().for_each(|(name, value)| leaves(&format!("{path}/{name}"), value, found));
            }
            value => drop(found.insert(path.to_owned(), value)),
        }
    }

    #[test]
    fn a_thousand_edits_are_undone_and_taken_again_exactly() {
        let mut random = Philox::new(7, 0);
        let mut project = Project::default();
        let mut history = History::new(&project);
        let mut versions = vec![project.clone()];
        for _ in 0..1000 {
            edit(&mut project, &mut random);
            if history.observe(&project, false) {
                versions.push(project.clone());
            }
            // A walk back and forth every now and then.
            let back = random.next_u32() as usize % 5;
            let undone = (0..back).take_while(|_| history.undo(&mut project)).count();
            let taken = (0..undone).filter(|_| history.redo(&mut project)).count();
            assert_eq!(taken, undone);
            assert_eq!(Some(&project), versions.last());
        }
        assert!(versions.len() > 800, "most edits change something: {}", versions.len());
        // Every setting was touched, whatever is added to them later, but for those that only commands know.
        let settings = |project: &Project| {
            let mut found = BTreeMap::new();
            leaves("data", serde_json::to_value(&project.data).expect("it is JSON"), &mut found);
            leaves("training", serde_json::to_value(&project.training).expect("it is JSON"), &mut found);
            found
        };
        let mut still = settings(&Project::default());
        for version in &versions {
            let now = settings(version);
            still.retain(|path, value| now.get(path) == Some(value));
        }
        let left: Vec<&str> = still.keys().map(String::as_str).collect();
        assert_eq!(left, ["data/options/drawn", "data/options/limit", "data/options/max_bytes"]);
        for version in versions.iter().rev().skip(1).take(MOST) {
            assert!(history.undo(&mut project));
            assert_eq!(project, *version);
        }
        assert!(!history.undo(&mut project), "the list is bounded");
        for version in versions.iter().skip(versions.len() - MOST) {
            assert!(history.redo(&mut project));
            assert_eq!(project, *version);
        }
        assert!(!history.can_redo(&project) && Some(&project) == versions.last());
    }

    #[test]
    fn a_drag_is_one_step_and_a_new_edit_ends_what_was_undone() {
        let mut project = Project::default();
        let mut history = History::new(&project);
        for batch in 33..60 {
            project.training.batch = batch;
            assert!(!history.observe(&project, true));
        }
        assert!(history.observe(&project, false));
        assert!(history.undo(&mut project) && project.training.batch == 32 && !history.can_undo(&project));
        project.training.epochs = 9;
        assert!(history.can_undo(&project) && !history.can_redo(&project));
        history.observe(&project, false);
        assert!(!history.redo(&mut project), "another way was taken");
    }
}
