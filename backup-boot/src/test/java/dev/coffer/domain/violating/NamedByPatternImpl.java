package dev.coffer.domain.violating;

public class NamedByPatternImpl {}
