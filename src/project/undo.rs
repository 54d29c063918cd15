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
    use super::*;
    use crate::base::Philox;
    use crate::layers::Layer;

    /// Changes something: a layer more or less, a wire, a place, a number, a name.
    fn edit(project: &mut Project, random: &mut Philox) {
        let mut below = |most: usize| random.next_u32() as usize % most.max(1);
        let nodes = project.network.nodes.len();
        match below(8) {
            0..=2 => {
                let layers = Layer::all();
                let place = [below(900) as f32, below(900) as f32];
                project.network.add(layers[below(layers.len())].clone(), place);
            }
            3 if nodes > 0 => {
                let id = project.network.nodes[below(nodes)].id;
                project.network.remove(id);
            }
            4 if nodes > 1 => {
                let [from, to] = [below(nodes), below(nodes)].map(|place| project.network.nodes[place].id);
                project.network.connect(from, to);
            }
            5 if nodes > 0 => project.network.nodes[below(nodes)].position[0] += 1.0 + below(50) as f32,
            6 => project.training.optimizer.set_rate(below(1000) as f64 / 1e5),
            _ => project.data.options.seed += 1,
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
        assert!(versions.len() > 900, "most edits change something");
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
