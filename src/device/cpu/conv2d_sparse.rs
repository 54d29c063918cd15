//! The gradients of a convolution where few numbers of its result have one (`sparse.rs`): how the work is split.

use super::Real;
use super::call::Workspace;
use super::conv2d::FEW;
use super::parallel::{both, pieces, sum_up, sum_up_beside};
use super::patches::Convolution;
use super::pool::Pooling;
use super::product::Finish;
use super::sparse::{self, Sparse};
use super::transpose::transpose;
use crate::ops::Window;

/// The gradient of a result, of which few numbers are not 0.
pub(super) struct Upstream<'a, T> {
    sparse: Sparse,
    /// Which number of each window of the pooling has the gradient, if there is a pooling.
    places: Option<&'a [u32]>,
    dy: &'a [T],
    workspace: &'a Workspace<T>,
}

impl<'a, T: Real> Upstream<'a, T> {
    /// The gradient of pooled results, if it can be used this way.
    pub fn pooled(
        conv: &Convolution,
        pooling: &Pooling,
        (places, dy): (&'a [u32], &'a [T]),
        workspace: &'a Workspace<T>,
    ) -> Option<Upstream<'a, T>> {
        let sparse = Sparse::new(conv, pooling).filter(|_| workspace.shortcuts)?;
        Some(Upstream { sparse, places: Some(places), dy, workspace })
    }

    /// The gradient of results that were not pooled, if so much of it is 0 that this way is faster.
    pub fn plain(conv: &Convolution, dy: &'a [T], workspace: &'a Workspace<T>) -> Option<Upstream<'a, T>> {
        let size = [conv.output[0], conv.output[1]];
        let window = Window { size: [1, 1], stride: [1, 1], ..Window::default() };
        let pooling = Pooling { window, input: size, output: size, channels: conv.output[2] };
        let sparse = Sparse::new(conv, &pooling).filter(|_| workspace.shortcuts && mostly_zero(dy))?;
        Some(Upstream { sparse, places: None, dy, workspace })
    }

    /// Both gradients, each if there is room for it, that of the input finished.
    pub fn gradients(&self, x: &[T], w: &[T], dw: &mut [T], dx: &mut [T], finish: &Finish<T>) {
        let Upstream { sparse, dy, workspace, .. } = self;
        let (patch, pictures) = (sparse.patch(), dy.len() / sparse.pooled());
        let (channels, picture) = (dw.len() / patch, dx.len() / pictures);
        let cost = sparse.pooled().div_ceil(4) * patch.div_ceil(16);
        workspace.with(dw.len() + w.len(), |scratch| {
            let (turned, packed) = scratch.split_at_mut(dw.len());
            if pictures < FEW {
                both(
                    || self.few_weights(x, turned, dw),
                    || {
                        sparse.pack(w, packed);
                        pieces(dx, picture.max(1), cost.div_ceil(picture.max(1)), |at, dx| {
                            self.input(packed, at / picture, dx, picture, finish);
                        });
                    },
                );
                return;
            }
            if !dx.is_empty() {
                sparse.pack(w, packed);
            }
            let packed = &*packed;
            if dw.is_empty() {
                pieces(dx, picture, cost.div_ceil(picture), |at, dx| {
                    self.input(packed, at / picture, dx, picture, finish);
                });
            } else if dx.is_empty() {
                sum_up(workspace, (pictures, cost), turned, |samples, dw| {
                    samples.for_each(|sample| self.weights(x, sample, dw));
                });
            } else {
                sum_up_beside(workspace, (pictures, 2 * cost), turned, (dx, picture), |samples, dw, dx| {
                    for (sample, dx) in samples.zip(dx.chunks_exact_mut(picture)) {
                        self.weights(x, sample, dw);
                        self.input(packed, sample, dx, picture, finish);
                    }
                });
            }
            transpose((turned, patch), (dw, channels), [channels, patch]);
        });
    }

    /// The gradient of the weights over few pictures, split by channels.
    fn few_weights(&self, x: &[T], turned: &mut [T], dw: &mut [T]) {
        let Upstream { sparse, dy, .. } = self;
        let (patch, pictures) = (sparse.patch(), dy.len() / sparse.pooled());
        if dw.is_empty() {
            return;
        }
        let channels = dw.len() / patch;
        self.workspace.with(pictures * sparse.padded(), |padded| {
            for (padded, x) in padded.chunks_exact_mut(sparse.padded()).zip(x.chunks_exact(x.len() / pictures)) {
                sparse.pad(x, padded);
            }
            let padded = &*padded;
            pieces(turned, patch, (dy.len() / channels).div_ceil(16), |at, dw| {
                dw.fill(T::ZERO);
                for (sample, x) in padded.chunks_exact(sparse.padded()).enumerate() {
                    let (places, dy) = self.of(sample);
                    sparse::weights(sparse, x, places, dy, at / patch, dw);
                }
            });
        });
        transpose((turned, patch), (dw, channels), [channels, patch]);
    }

    /// The gradient of one result.
    fn of(&self, sample: usize) -> (Option<&[u32]>, &[T]) {
        let range = sample * self.sparse.pooled()..(sample + 1) * self.sparse.pooled();
        (self.places.map(|places| &places[range.clone()]), &self.dy[range])
    }

    /// Adds what one picture contributes to the gradient of the weights, `[channels, patch]`.
    fn weights(&self, x: &[T], sample: usize, dw: &mut [T]) {
        let (sparse, picture) = (&self.sparse, self.sparse.picture());
        self.workspace.with(sparse.padded(), |padded| {
            let (places, dy) = self.of(sample);
            sparse.pad(&x[sample * picture..][..picture], padded);
            sparse::weights(sparse, padded, places, dy, 0, dw);
        });
    }

    /// The gradients of some pictures, finished.
    fn input(&self, packed: &[T], first: usize, dx: &mut [T], picture: usize, finish: &Finish<T>) {
        self.workspace.with(self.sparse.padded(), |padded| {
            for (place, dx) in dx.chunks_exact_mut(picture).enumerate() {
                let (places, dy) = self.of(first + place);
                padded.fill(T::ZERO);
                sparse::input(&self.sparse, packed, places, dy, padded);
                self.sparse.trim(padded, dx);
                finish.apply((first + place) * picture, dx);
            }
        });
    }
}

/// Whether more than two fifths of some numbers are 0, by a sample of them.
fn mostly_zero<T: Real>(numbers: &[T]) -> bool {
    const RUN: usize = 64;
    let apart = (numbers.len() / 64).max(RUN);
    let runs = || numbers.chunks(apart).map(|chunk| &chunk[..RUN.min(chunk.len())]);
    let zeros: usize = runs().map(|run| run.iter().filter(|&&number| number == T::ZERO).count()).sum();
    5 * zeros > 2 * runs().map(<[T]>::len).sum::<usize>()
}
