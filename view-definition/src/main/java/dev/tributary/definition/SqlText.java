package dev.tributary.definition;

import dev.tributary.definition.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A definition as the tokens that it is made of. */
final class SqlText {

    /**
     * A token of the canonical text.
     *
     * @param optional whether a text means the same without it
     */
    record Expected(Token token, boolean optional) {}

    private final List<Expected> tokens = new ArrayList<>();
    private final ViewDefinition view;

    SqlText(ViewDefinition view) {
        this.view = view;
        query();
    }

    /** From SELECT on, with an END. */
    List<Expected> query() {
        if (tokens.isEmpty()) {
            keyword("SELECT");
            list(view.items());
            keyword("FROM");
            table(view.base());
            view.joins().forEach(this::join);
            add(Kind.END, "", false);
        }
        return List.copyOf(tokens);
    }

    String text() {
        return "CREATE VIEW " + view.name().quoted() + " AS\n" + queryText() + ";\n";
    }

    String queryText() {
        StringBuilder text = new StringBuilder();
        String before = "";
        for (Expected expected : query()) {
            Token token = expected.token();
            if (token.kind() == Kind.END || token.isKeyword("OUTER")) {
                continue;
            }
            boolean isClose = token.isSymbol(".") || token.isSymbol(",") || token.isSymbol(")");
            boolean isAfterOpen = before.equals(".") || before.equals("(");
            boolean isCall = token.isSymbol("(") && before.equals(Screening.ROW_TO_JSON);
            if (token.isKeyword("FROM") || token.isKeyword("LEFT")) {
                text.append('\n');
            } else if (!before.isEmpty() && !isClose && !isAfterOpen && !isCall) {
                text.append(' ');
            }
            boolean isQuoted = token.isName() && !token.text().equals(Screening.ROW_TO_JSON);
            text.append(isQuoted ? token.name().quoted() : token.text());
            before = token.text();
        }
        return text.toString();
    }

    private void list(List<? extends SelectItem> items) {
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                symbol(",");
            }
            item(items.get(i));
        }
    }

    private void item(SelectItem item) {
        switch (item) {
            case SelectItem.Plain plain -> {
                column(plain.column());
                alias(plain.alias());
            }
            case SelectItem.Row row -> {
                name(row.scopeName());
                alias(row.alias());
            }
            case SelectItem.RowToJson row -> {
                add(Kind.NAME, Screening.ROW_TO_JSON, false);
                symbol("(");
                name(row.scopeName());
                symbol(")");
                alias(Optional.of(row.alias()));
            }
        }
    }

    private void table(TableReference table) {
        table.schema().ifPresent(schema -> {
            name(schema);
            symbol(".");
        });
        name(table.table());
        alias(table.alias());
    }

    private void join(Join join) {
        keyword("LEFT");
        add(Kind.KEYWORD, "OUTER", true);
        keyword("JOIN");
        switch (join.joined()) {
            case JoinedTable.Whole whole -> table(whole.table());
            case JoinedTable.Part part -> {
                symbol("(");
                keyword("SELECT");
                list(part.columns());
                keyword("FROM");
                table(part.table());
                symbol(")");
                alias(Optional.of(part.alias()));
            }
        }
        keyword("ON");
        column(join.on().left());
        symbol("=");
        column(join.on().right());
    }

    private void column(ColumnReference column) {
        column.qualifier().ifPresent(qualifier -> {
            name(qualifier);
            symbol(".");
        });
        name(column.column());
    }

    private void alias(Optional<Name> alias) {
        alias.ifPresent(name -> {
            add(Kind.KEYWORD, "AS", true);
            name(name);
        });
    }

    private void keyword(String word) {
        add(Kind.KEYWORD, word.toUpperCase(Locale.ROOT), false);
    }

    private void symbol(String symbol) {
        add(Kind.SYMBOL, symbol, false);
    }

    private void name(Name name) {
        tokens.add(new Expected(new Token(Kind.NAME, name.text(), name.at(), 0), false));
    }

    private void add(Kind kind, String text, boolean optional) {
        tokens.add(new Expected(new Token(kind, text, Position.START, 0), optional));
    }
}
