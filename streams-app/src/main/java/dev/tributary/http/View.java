package dev.tributary.http;

import dev.tributary.view.ViewTier;

/**
 * The view as the API needs it, once it has been started.
 *
 * @param json makes JSON of its rows
 * @param tokens makes positions of it into text
 * @param feed follows its changes
 * @param peers the other instances
 */
record View(ViewTier tier, ResultJson json, PositionToken tokens, ChangeFeed feed, HttpPeers peers) {}
