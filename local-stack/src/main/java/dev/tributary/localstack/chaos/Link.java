package dev.tributary.localstack.chaos;

import dev.tributary.localstack.Part;
import dev.tributary.localstack.ServerName;

/** All connections that one server makes to another. */
record Link(ServerName from, Part to) {

    String title() {
        return from.title() + " → " + to.title();
    }
}
