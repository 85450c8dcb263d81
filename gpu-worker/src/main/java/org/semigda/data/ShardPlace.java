package org.semigda.data;

import org.semigda.conf.UserError;

/**
 * Which part of every batch belongs to one of several processes that train together. The batch, the number of steps and
 * every random choice stay those of the whole: a place only says which of its rows are prepared here.
 *
 * @param rank this process, from 0 to {@code size - 1}
 * @param size number of processes
 */
public record ShardPlace(int rank, int size) {

    /** One process that takes the whole batch. */
    public static final ShardPlace ALONE = new ShardPlace(0, 1);

    public ShardPlace {
        if (size < 1 || rank < 0 || rank >= size) {
            throw new IllegalArgumentException("no rank " + rank + " of " + size);
        }
    }

    /** Whether this process has rank 0: the one that validates, saves and reports. */
    public boolean first() {
        return rank == 0;
    }

    /** Rows of a stream of the whole batch that belong here: {@code count / size}, which {@link #require} checked. */
    public int share(int count) {
        return count / size;
    }

    /** The first row of a stream of the whole batch that belongs here. */
    public int start(int count) {
        return rank * share(count);
    }

    /**
     * Checks that a number of images can be divided without a rest.
     *
     * @param key the setting it comes from
     * @throws UserError naming both numbers
     */
    public void require(String key, int count) {
        if (count % size != 0) {
            throw new UserError(key + "=" + count + " cannot be divided among " + size + " devices; take a multiple of "
                    + size + ", or another number of devices");
        }
    }
}
