package dev.tributary.localstack.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.localstack.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A dashboard of Grafana as its JSON says. */
record Dashboard(Path file, JsonNode json) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Something that it asks Prometheus for. */
    record Question(String dashboard, String panel, String expression) {

        private static final String FALLBACK = " or vector(0)";

        /** Whether it is answered even if nothing has what it asks for. */
        boolean hasFallback() {
            return expression.endsWith(FALLBACK);
        }

        /** Whether there was something in the last quarter of an hour. */
        Question withoutFallback() {
            String own = expression.substring(0, expression.length() - FALLBACK.length());
            return new Question(dashboard, panel, "last_over_time((" + own + ")[15m:5s])");
        }
    }

    /** A variable: the values of a label. */
    record Variable(String name, String metric, String label) {}

    static List<Dashboard> all() {
        List<Dashboard> all = new ArrayList<>();
        for (Path file : Project.find().dashboards()) {
            try {
                all.add(new Dashboard(file, JSON.readTree(file.toFile())));
            } catch (IOException e) {
                throw new AssertionError(file + " is no JSON", e);
            }
        }
        return all;
    }

    String uid() {
        return json.path("uid").asText();
    }

    /** Those that show something. */
    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        json.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (JsonNode panel : panels()) {
            panel.path("targets")
                    .forEach(target -> questions.add(new Question(
                            uid(),
                            panel.path("title").asText(),
                            target.path("expr").asText())));
        }
        return questions;
    }

    /** What marks moments on all of its panels. */
    List<String> annotations() {
        List<String> expressions = new ArrayList<>();
        json.at("/annotations/list")
                .forEach(annotation -> expressions.add(annotation.path("expr").asText()));
        return expressions;
    }

    List<Variable> variables() {
        List<Variable> variables = new ArrayList<>();
        json.at("/templating/list").forEach(variable -> {
            String query = variable.at("/query/query").asText();
            if (!query.matches("label_values\\(.+, ?\\w+\\)")) {
                throw new AssertionError(file + ": variable " + variable.path("name") + " is no label_values(…)");
            }
            int comma = query.lastIndexOf(',');
            variables.add(new Variable(
                    variable.path("name").asText(),
                    query.substring("label_values(".length(), comma).strip(),
                    query.substring(comma + 1, query.length() - 1).strip()));
        });
        return variables;
    }
}
