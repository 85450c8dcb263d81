package org.semigda.cli.runs;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.semigda.cli.console.HomeOption;
import org.semigda.cli.console.Terminal;
import org.semigda.conf.UserError;
import org.semigda.orchestrator.access.Scope;
import org.semigda.orchestrator.access.Token;
import org.semigda.orchestrator.access.TokenFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands under {@code token}. */
final class TokenCommands {

    private TokenCommands() {}

    /** {@code token create}. */
    @Command(name = "create", description = "Make a token and print it: the only time it can be read.")
    static final class Create implements Callable<Integer> {

        private final Terminal terminal;

        @Option(names = "--name", paramLabel = "NAME", required = true, description = "Who or what it is for.")
        private String name = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                defaultValue = "submit",
                description = "read, submit (reads too) or admin (everything). Default: ${DEFAULT-VALUE}.")
        private String scope = "submit";

        @Mixin
        private HomeOption home = new HomeOption();

        Create(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            Scope wanted = Token.scope(scope)
                    .orElseThrow(() -> new UserError("--scope " + scope + " is none; use read, submit or admin"));
            if (!name.matches("[\\p{L}\\p{N} ._@-]{1,64}")) {
                throw new UserError("--name takes 1 to 64 letters, digits, spaces and ._@-");
            }
            Token.Fresh fresh = new TokenFile(home.resolve())
                    .create(name, wanted, Clock.systemUTC().millis(), new SecureRandom());
            terminal.err()
                    .println("token " + fresh.kept().id() + " (" + name + ", " + scope
                            + "); it is not shown again, only its hash is kept:");
            terminal.out().println(fresh.secret());
            terminal.out().flush();
            return 0;
        }
    }

    /** {@code token list}. */
    @Command(name = "list", description = "List the tokens, without what is secret of them.")
    static final class ListAll implements Callable<Integer> {

        private final Terminal terminal;

        @Mixin
        private HomeOption home = new HomeOption();

        ListAll(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            for (Token token : new TokenFile(home.resolve()).list()) {
                terminal.out()
                        .printf(
                                "%s  %-6s  %s  %s%n",
                                token.id(),
                                token.scope().word(),
                                Instant.ofEpochSecond(token.created() / 1000),
                                token.name());
            }
            terminal.out().flush();
            return 0;
        }
    }

    /** {@code token revoke}. */
    @Command(name = "revoke", description = "End a token. Whoever uses it is refused from then on.")
    static final class Revoke implements Callable<Integer> {

        private final Terminal terminal;

        @Parameters(paramLabel = "ID", description = "As 'token list' shows it.")
        private String id = "";

        @Mixin
        private HomeOption home = new HomeOption();

        Revoke(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            Token gone = new TokenFile(home.resolve())
                    .revoke(id)
                    .orElseThrow(() -> new UserError("there is no token " + id + "; 'semigda token list' shows all"));
            terminal.out().println("revoked " + gone.id() + " (" + gone.name() + ")");
            terminal.out().flush();
            return 0;
        }
    }
}
