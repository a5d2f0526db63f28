package dev.tributary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of a field are separated by a bar. */
class RequestFieldsTest {

    private static final HeaderName POSITION = Requests.POSITION;

    @ParameterizedTest
    @ValueSource(strings = {"abc", " abc ", "abc|", "|abc", "abc,", ", abc ,", "abc|abc", "abc, abc", "\tabc"})
    void takesAValueWhoeverPassedItOn(String lines) {
        assertThat(RequestFields.single(headers(POSITION, lines), POSITION)).hasValue("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "|", ",", " , | "})
    void takesAnEmptyFieldForNone(String lines) {
        assertThat(RequestFields.single(headers(POSITION, lines), POSITION)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc|abd", "abc, abd", "abc,abd", "abc|ABC"})
    void refusesSeveralValuesWhereThereIsOne(String lines) {
        assertThatThrownBy(() -> RequestFields.single(headers(POSITION, lines), POSITION))
                .isInstanceOf(ProblemException.class)
                .hasMessage("header Tributary-Position has more than one value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "wait=5 # 5",
                "Wait = 5 # 5",
                "WAIT=\"5\" # 5",
                "respond-async, wait=5 # 5",
                "respond-async|wait=5 # 5",
                "|wait=5 # 5",
                "wait=5, wait=9 # 5",
                "wait=5|wait=9 # 5",
                "wait=5;x=9 # 5",
                "x=\"a, wait=9\", wait=5 # 5",
                "x=\"\\\", wait=9\", wait=5 # 5",
                "wait # ''",
                "wait= # ''",
                "wait=many # many",
            })
    void findsAPreference(String lines, String value) {
        assertThat(RequestFields.preference(headers(RequestFields.PREFER, lines), "wait"))
                .hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "respond-async", "x; wait=5", "awaited=5", "x=\"wait=5\"", "waits=5"})
    void findsNoPreferenceInAnother(String lines) {
        assertThat(RequestFields.preference(headers(RequestFields.PREFER, lines), "wait"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer s3cret",
                "bearer s3cret",
                "BEARER s3cret",
                "Bearer  s3cret",
                " Bearer\ts3cret ",
                "|Bearer s3cret",
                "Basic YTpi|Bearer s3cret",
                "Bearer s3cret|Bearer s3cret"
            })
    void findsABearerToken(String lines) {
        assertThat(RequestFields.bearerToken(headers(HeaderNames.AUTHORIZATION, lines)))
                .hasValue("s3cret");
    }

    @Test
    void aTokenMayHaveBlanksAndCommas() {
        assertThat(RequestFields.bearerToken(headers(HeaderNames.AUTHORIZATION, "Bearer between, us")))
                .hasValue("between, us");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "s3cret", "Basic s3cret", "Bearers3cret", "Bearer a|Bearer b"})
    void findsNoBearerTokenWhereThereIsNotOne(String lines) {
        assertThat(RequestFields.bearerToken(headers(HeaderNames.AUTHORIZATION, lines)))
                .isEqualTo(Optional.empty());
    }

    private static WritableHeaders<?> headers(HeaderName name, String lines) {
        return WritableHeaders.create().set(name, lines.split("\\|", -1));
    }
}
