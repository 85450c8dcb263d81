package org.semigda.train;

import java.util.List;
import org.semigda.conf.Keys;

/** Ranks that train one network together no longer have the same weights: a fault of a machine or of this program. */
public final class RanksDifferException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RanksDifferException(Position done, List<Integer> ranks, List<String> groups) {
        super("after step " + done.stageStep() + " of stage "
                + done.stage().number() + " the weights of rank "
                + String.join(", ", ranks.stream().map(String::valueOf).toList())
                + " differ from those of rank 0 (" + String.join(", ", groups)
                + "). Continue from a checkpoint before this step, and look at the memory of these machines; "
                + Keys.SYNC_CHECK_EVERY.key() + "=1 finds the first step that goes wrong");
    }
}
