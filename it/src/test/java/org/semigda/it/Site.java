package org.semigda.it;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.semigda.it.CommandLine.Running;

/** A real server in a process of its own, and a person's browser that looks at it. */
final class Site implements AutoCloseable {

    /** For whatever a slow machine takes its time for. */
    static final double PATIENCE = 180_000;

    private final CommandLine semigda;
    private final Path home;
    private final int port;
    private final Browser browser;
    private final List<String> errors = new ArrayList<>();
    private final List<String> strangers = new ArrayList<>();
    private final Page page;
    private Running server;

    private Site(CommandLine semigda, Path home, int port, Browser browser, Running server) {
        this.semigda = semigda;
        this.home = home;
        this.port = port;
        this.browser = browser;
        this.server = server;
        this.page = page(1280, 900);
    }

    /** Starts the server with this home and opens the browser. */
    static Site start(Path folder, Path home) throws Exception {
        Browser browser = Browser.open();
        CommandLine semigda = new CommandLine(folder);
        int port = TinyRun.freePort();
        return new Site(semigda, home, port, browser, serve(semigda, home, port));
    }

    private static Running serve(CommandLine semigda, Path home, int port) throws IOException, InterruptedException {
        Running server = semigda.start("serve", "--port", "" + port, "--home", home.toString());
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
        server = serve(semigda, home, port);
    }

    /** What went wrong in a page so far. */
    List<String> errors() {
        return errors;
    }

    /** What was asked of other hosts so far. */
    List<String> strangers() {
        return strangers;
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
