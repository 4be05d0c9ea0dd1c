package dev.coffer.boot;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which a terminal sends when it is closed, and an administrator after a change of
 * configuration or certificates. Unhandled, it would end the process.
 */
final class HangUpSignal {

  private static final Logger LOG = LoggerFactory.getLogger(HangUpSignal.class);

  private static final String NAME = "HUP";

  private HangUpSignal() {}

  /**
   * Runs {@code action} at each SIGHUP from now on, instead of ending the process.
   *
   * <p>By reflection: the only Java class that handles signals cannot be named in a build that
   * treats warnings as errors.
   */
  static void handleWith(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (method.getDeclaringClass() == Object.class) {
                  return method.invoke(action, arguments);
                }
                LOG.info("SIGHUP: TLS certificates are reloaded; all else is read at a start only");
                action.run();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(NAME), onSignal);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP ends this process, as it cannot be handled on this Java", e);
    }
  }
}
