package org.semigda.checkpoint;

/** Hears how far a writer has come, so that a test can end it there. */
@FunctionalInterface
interface FaultPoint {

    /** The moments between which a kill leaves different states on disk, in order. */
    enum Moment {
        FOLDER_MADE,
        FIRST_FILE_WRITTEN,
        SECOND_FILE_WRITTEN,
        FILES_WRITTEN,
        MANIFEST_WRITTEN,
        MANIFEST_NAMED,
        OLD_MOVED_ASIDE,
        NEW_IN_PLACE,
        OLD_HALF_DELETED
    }

    /** The writer is at a moment. */
    void reached(Moment moment);

    /** One that lets the writer go on. */
    static FaultPoint none() {
        return moment -> {};
    }
}
