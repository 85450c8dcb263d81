/**
 * From a folder of images to batches: layouts turn a folder into items, a check decodes each once, a split says
 * which item serves what, and a loader fills pooled off-heap batches. What a batch holds is a pure function of
 * seed, stage and step, so that a resumed run sees exactly the images the uninterrupted one would have seen.
 * Nothing here knows LibTorch or the event bus.
 */
@NullMarked
package org.semigda.data;

import org.jspecify.annotations.NullMarked;
