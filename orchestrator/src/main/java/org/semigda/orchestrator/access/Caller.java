package org.semigda.orchestrator.access;

import io.vertx.ext.web.RoutingContext;

/**
 * Who makes a request.
 *
 * @param name what the log calls them: the name of a token
 * @param scope what they may do
 */
public record Caller(String name, Scope scope) {

    /** Whoever is on this machine, where no token is asked for. */
    public static final Caller LOCAL = new Caller("local", Scope.ADMIN);

    private static final String KEY = "semigda.caller";

    /** Says with the request who makes it. */
    public void attachTo(RoutingContext request) {
        request.put(KEY, this);
    }

    /** Who makes a request; the machine's own user where nobody checked. */
    public static Caller of(RoutingContext request) {
        Caller caller = request.get(KEY);
        return caller == null ? LOCAL : caller;
    }
}
