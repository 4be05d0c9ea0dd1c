package dev.coffer.adapter.http.violating;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;

public class SpeaksSql {

  void query(HikariDataSource pool) throws SQLException {
    pool.getConnection().close();
  }
}
