package dev.coffer.application.violating;

/** A port that the vault calls. */
public interface KeepsPages {

  int pages();
}
