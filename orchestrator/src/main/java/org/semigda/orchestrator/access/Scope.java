package org.semigda.orchestrator.access;

import java.util.Locale;

/** What a token allows; each allows what those before it do. */
public enum Scope {
    /** Look at everything. */
    READ,
    /** Submit runs and steer them. */
    SUBMIT,
    /** Delete runs and register data sets; name any folder as data. */
    ADMIN;

    /** Whether this scope is enough where {@code needed} is. */
    public boolean allows(Scope needed) {
        return compareTo(needed) >= 0;
    }

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
