package dev.coffer.adapter.postgres.violating;

import me.tongfei.progressbar.ProgressBar;

public class DrawsABar {

  void draw(ProgressBar bar) {
    bar.step();
  }
}
