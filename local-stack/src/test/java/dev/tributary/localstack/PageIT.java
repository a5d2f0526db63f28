package dev.tributary.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The live page in a real browser: Debian's {@code chromium} and {@code chromium-driver}, or what {@code CHROMIUM} and
 * {@code CHROMEDRIVER} name. Runs with {@code -Dgroups=browser}.
 */
@Tag("browser")
@ExtendWith(LocalStackExtension.class)
class PageIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int INSTANCE = 13;

    private final LocalStack stack;
    private final Shop shop;
    private ChromeDriver browser;

    PageIT(LocalStack stack) {
        this.stack = stack;
        this.shop = new Shop(stack.addresses().postgres());
    }

    @BeforeEach
    void open() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("CHROMIUM", "/usr/bin/chromium").toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,900");
        LoggingPreferences everything = new LoggingPreferences();
        everything.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", everything);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(
                        program("CHROMEDRIVER", "/usr/bin/chromedriver").toFile())
                .build();
        browser = new ChromeDriver(service, options);
        browser.get(stack.addresses().http().getFirst().toString());
        until(
                "the page is not live",
                page -> page.findElement(By.id("status")).getText().equals("live"));
    }

    @AfterEach
    void close() {
        browser.quit();
    }

    @Test
    void rowsAppearChangeAndDisappear() throws Exception {
        long user = shop.user("Zoë <script>alert(1)</script>");
        long order = shop.order(user, "Kettle & co");
        until("the row does not appear", page -> row(order).contains("Kettle & co"));
        until("its user does not appear", page -> row(order).contains("Zoë <script>alert(1)</script>"));

        shop.execute("UPDATE orders SET quantity = 4711 WHERE id = " + order);
        until("the row does not change", page -> row(order).contains("4711"));
        shop.execute("UPDATE users SET name = 'Zoë Married' WHERE id = " + user);
        until("the row's user does not change", page -> row(order).contains("Zoë Married"));

        shop.execute("DELETE FROM orders WHERE id = " + order);
        until("the row does not disappear", page -> row(order).isEmpty());
        until(
                "no latency is shown",
                page -> page.findElement(By.id("latency")).getText().contains(" ms"));
        assertNothingInTheConsole();
    }

    @Test
    void looksUpByKeyboard() throws Exception {
        long user = shop.user("Looked up");
        long first = shop.order(user, "Anvil");
        long second = shop.order(user, "Bellows");
        until(
                "the rows do not appear",
                page -> !row(first).isEmpty() && !row(second).isEmpty());

        find("find-order", Long.toString(first));
        until("the order is not found", page -> found().contains("Anvil"));
        find("find-user", Long.toString(user));
        until("the user's orders are not found", page -> found().contains("Anvil") && found().contains("Bellows"));
        find("find-user", "-1");
        until("an empty answer is not told", page -> found().contains("user -1 has no orders"));
        assertNothingInTheConsole();

        find("find-order", "-1");
        until("a miss is not told", page -> found().contains("there is no order -1"));
        // A browser says so of every answer that is no success: the check above sees what is in the console.
        assertThat(console()).hasSize(1).first().asString().contains("404");
        find("find-order", "nonsense");
        until("bad input is not told", page -> found().contains("must be an integer"));
    }

    @Test
    void showsThePipelineAndPauses() throws Exception {
        until(
                "the partitions are not shown",
                page -> page.findElement(By.id("instances")).getText().contains("active"));
        assertThat(browser.findElement(By.id("instances")).getText()).contains("enrich running", "view running");

        browser.findElement(By.id("pause")).sendKeys(Keys.ENTER);
        long order = shop.order(shop.user("Unseen"), "Hidden");
        until("changes are not counted", page -> counted() > 0);
        assertThat(row(order)).isEmpty();

        browser.findElement(By.id("pause")).sendKeys(Keys.ENTER);
        until("what came meanwhile is not shown", page -> row(order).contains("Hidden"));
        assertNothingInTheConsole();
    }

    /** Such as after the topic was made anew: the id that it has is refused, and it begins again. */
    @Test
    void comesBackWhenItsPlaceIsNotKnownAnyMore() throws Exception {
        long order = shop.order(shop.user("Patient"), "before");
        // It may be written once more when its user comes: that event would bring a place that is known.
        until(
                "the row does not appear with its user",
                page -> row(order).contains("before") && row(order).contains("Patient"));
        browser.executeScript("lastId = 'nonsense'");

        stack.process(Part.APPLICATION).restart(SOON);

        shop.execute("UPDATE orders SET product_name = 'behind it' WHERE id = " + order);
        until("the page does not come back", page -> row(order).contains("behind it"));
        until(
                "the page does not say that it is live",
                page -> page.findElement(By.id("status")).getText().equals("live"));
        assertThat(console()).anyMatch(entry -> entry.getMessage().contains("400"));
    }

    /** Its columns, its keys and its foreign keys, whatever they are. */
    @Test
    void showsAnyView(@TempDir Path files) throws Exception {
        OwnView view = OwnView.start(stack, INSTANCE, "page", """
                CREATE TABLE people (code text PRIMARY KEY, name text);
                CREATE TABLE letters (id uuid PRIMARY KEY, sender text, receiver text, tags text[], sent timestamp);
                INSERT INTO people VALUES ('a/b', 'Ada'), ('bob', 'Bob <b>');
                INSERT INTO letters VALUES ('00000000-0000-4000-8000-00000000000A', 'a/b', 'bob', '{x,y}', '2026-01-02 03:04:05.6');
                """, """
                CREATE VIEW post AS
                SELECT l.id, l.sender, s.name AS from_name, l.receiver, r AS receiving, l.tags, l.sent FROM letters l
                LEFT JOIN people s ON s.code = l.sender LEFT JOIN people r ON r.code = l.receiver;
                """, files);
        try {
            String letter = "00000000-0000-4000-8000-00000000000a";
            view.await("/letters/" + letter, "/from_name", "Ada");
            browser.get(view.address().toString());
            until("the letter does not appear", page -> row(letter).contains("Bob <b>"));
            assertThat(row(letter)).contains("Ada", "[\"x\",\"y\"]", "2026-01-02 03:04:05");
            assertThat(browser.getTitle()).isEqualTo("Tributary: letters, live");

            find("find-letters", letter.toUpperCase(Locale.ROOT));
            until("it is not found by its key", page -> found().contains("Ada"));
            find("find-s", "a/b");
            until("it is not found by its sender", page -> found().contains("letters of s a/b"));
            find("find-receiving", "nobody");
            until("an empty answer is not told", page -> found().contains("receiving nobody has no letters"));
            view.execute("DELETE FROM letters");
            until("the letter does not go", page -> row(letter).isEmpty());
            assertNothingInTheConsole();
        } finally {
            view.close();
        }
    }

    @Test
    void isDarkWhereTheReaderIs() {
        emulate("light");
        String light = background();
        emulate("dark");

        assertThat(background()).isNotEqualTo(light);
        assertThat(browser.executeScript("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
        assertNothingInTheConsole();
    }

    private void emulate(String scheme) {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    private String background() {
        return String.valueOf(browser.executeScript("return getComputedStyle(document.body).backgroundColor"));
    }

    /** What the table shows of an order; nothing if it does not. */
    private String row(long order) {
        return row(Long.toString(order));
    }

    private String row(String key) {
        return String.valueOf(browser.executeScript(
                "return [...document.querySelectorAll('#rows tbody tr')].find(row => row.dataset.key === arguments[0])"
                        + "?.innerText ?? ''",
                key));
    }

    private String found() {
        return browser.findElement(By.id("found")).getText();
    }

    private int counted() {
        return Integer.parseInt(browser.findElement(By.id("count")).getText().split(" ", 2)[0]);
    }

    private void find(String form, String id) {
        WebElement input = browser.findElement(By.cssSelector("#" + form + " input"));
        input.clear();
        input.sendKeys(id, Keys.ENTER);
    }

    private void until(String what, ExpectedCondition<Boolean> condition) {
        new WebDriverWait(browser, SOON, Duration.ofMillis(50))
                .withMessage(what)
                .until(condition);
    }

    private void assertNothingInTheConsole() {
        assertThat(console()).isEmpty();
    }

    /** What has come since the last time. */
    private List<LogEntry> console() {
        return browser.manage().logs().get(LogType.BROWSER).getAll();
    }

    private static Path program(String variable, String usual) {
        Path program = Path.of(System.getenv().getOrDefault(variable, usual));
        assertThat(Files.isExecutable(program))
                .as(program + " is not there: install chromium and chromium-driver, or set " + variable)
                .isTrue();
        return program;
    }
}
