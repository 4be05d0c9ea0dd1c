package dev.coffer.adapter.http.other;

/** Public, so that a violation can know it. */
public class AnotherContract {}
