package org.semigda.it;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.semigda.it.CommandLine.Running;

/** A real server in a process of its own, and a person's browser that looks at it. */
final class Site implements AutoCloseable {

    /** For whatever a slow machine takes its time for. */
    static final double PATIENCE = 180_000;

    private static final String SUBMIT =
            """
            async ([name, data, settings]) => {
              const answer = await fetch('/api/v1/runs', { method: 'POST', headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ apiVersion: 'semigda/v1', name, data, preset: 'demo', settings }) });
              const made = await answer.json();
              if (!answer.ok) throw new Error(made.detail);
              return made.id;
            }
            """;

    private static final String TRAINS =
            """
            async (id) => {
              const run = await (await fetch('/api/v1/runs/' + id)).json();
              if (run.failure) throw new Error(`run ${id} failed: ${run.failure.message}`);
              return run.state === 'RUNNING';
            }
            """;

    private final CommandLine semigda;
    private final Path home;
    private final int port;
    private final String[] more;
    private final Browser browser;
    private final List<String> errors = new ArrayList<>();
    private final List<String> strangers = new ArrayList<>();
    private final Page page;
    private Running server;

    private Site(CommandLine semigda, Path home, int port, String[] more, Browser browser) throws Exception {
        this.semigda = semigda;
        this.home = home;
        this.port = port;
        this.more = more;
        this.browser = browser;
        this.server = serve();
        this.page = page(1280, 900);
    }

    /** Starts the server with this home, and more words of its command, and opens the browser. */
    static Site start(Path folder, Path home, String... more) throws Exception {
        return new Site(new CommandLine(folder), home, TinyRun.freePort(), more, Browser.open());
    }

    private Running serve() throws IOException, InterruptedException {
        Stream<String> words = Stream.of("serve", "--port", "" + port, "--home", home.toString());
        Running server = semigda.start(Stream.concat(words, Stream.of(more)).toArray(String[]::new));
        server.awaitLine(line -> line.startsWith("page: "));
        return server;
    }

    /** Another page in a browser that has seen nothing yet; what it asks of other hosts and its errors are kept. */
    Page page(int width, int height) {
        Page made = browser.page(width, height);
        made.onPageError(errors::add);
        made.onConsoleMessage(message -> {
            // A server that is away is told of in the page; the browser's own line about it is no error of ours.
            if (message.type().equals("error") && !message.text().contains("net::ERR_")) {
                errors.add(message.text());
            }
        });
        made.onRequest(request -> {
            String address = request.url();
            if (!address.startsWith(address()) && !address.startsWith("data:") && !address.startsWith("blob:")) {
                strangers.add(address);
            }
        });
        return made;
    }

    CommandLine semigda() {
        return semigda;
    }

    Page page() {
        return page;
    }

    String address() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Goes to a place of the page, such as {@code #/runs}. */
    void go(String place) {
        page.navigate(address() + place);
    }

    /** Ends the server's process as a power cut would. */
    void cutPower() throws InterruptedException {
        server.close();
    }

    /** Ends the processes of the server's devices as the kernel does when memory is short; the server goes on. */
    void killWorkers() {
        server.process().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Starts the server again, at the same address. */
    void powerOn() throws IOException, InterruptedException {
        server = serve();
    }

    /** What went wrong in a page so far. */
    List<String> errors() {
        return errors;
    }

    /** What was asked of other hosts so far. */
    List<String> strangers() {
        return strangers;
    }

    /** Submits a run through the page's own address and gives its id. */
    String submit(String name, String data, Map<String, String> settings) {
        return (String) page.evaluate(SUBMIT, List.of(name, data, settings));
    }

    /** Waits until a run trains; one that failed says why at once. */
    void awaitTraining(String run) {
        await(() -> (Boolean) page.evaluate(TRAINS, run));
    }

    void await(BooleanSupplier condition) {
        page.waitForCondition(condition, new Page.WaitForConditionOptions().setTimeout(PATIENCE));
    }

    /** A number that an element tells in an attribute; 0 while it is not there. */
    static int number(Locator element, String attribute) {
        String text = element.count() == 0 ? null : element.first().getAttribute(attribute);
        return text == null || text.isEmpty() ? 0 : (int) Double.parseDouble(text);
    }

    @Override
    public void close() throws InterruptedException {
        browser.close();
        server.close();
    }
}
