package org.semigda.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Decodes everything once, before hours are spent on it. */
public final class DataCheck {

    private static final double TOLERATED = 0.05;

    private DataCheck() {}

    /**
     * Returns the set without the images that cannot be read; these are added to its problems.
     *
     * @throws DataException if an image and its mask differ in size, or more than 5% of the images are unreadable
     */
    public static DataSet check(DataSet set, int threads, ProgressListener listener) {
        AtomicInteger done = new AtomicInteger();
        Object turn = new Object();
        List<Optional<Problem>> findings;
        try (Workers workers = new Workers("data-check", threads)) {
            findings = workers.map(set.items(), item -> {
                Optional<Problem> finding = decode(set.root(), item);
                synchronized (turn) {
                    listener.progress(done.incrementAndGet(), set.items().size());
                }
                return finding;
            });
        }
        List<Item> good = new ArrayList<>();
        List<Problem> bad = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            Item item = set.items().get(i);
            findings.get(i).ifPresentOrElse(bad::add, () -> good.add(item));
        }
        if (bad.size() > TOLERATED * findings.size()) {
            throw new DataException(bad.size() + " of " + findings.size() + " images in " + set.root()
                    + " are unreadable, more than 5%: " + bad.get(0).message() + (bad.size() > 1 ? "; and others" : "")
                    + "; repair or remove them");
        }
        List<Problem> problems = new ArrayList<>(set.problems());
        problems.addAll(bad);
        return set.with(good, problems);
    }

    private static Optional<Problem> decode(Path root, Item item) {
        try {
            if (item.hasMask()) {
                Decoded.annotated(item, 2);
            } else {
                Decoded.picture(item);
            }
            return Optional.empty();
        } catch (Decoded.SizesDiffer e) {
            throw e;
        } catch (DataException e) {
            return Optional.of(unreadable(root, item, e));
        }
    }

    static Problem unreadable(Path root, Item item, DataException why) {
        return new Problem(fileOf(root, item), "unreadable", String.valueOf(why.getMessage()));
    }

    /** Images of a second folder keep their whole path. */
    static String fileOf(Path root, Item item) {
        return item.image().startsWith(root)
                ? ImageFiles.relative(root, item.image())
                : item.image().toString();
    }
}
