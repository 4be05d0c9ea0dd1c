package dev.coffer.adapter.http.access;

import dev.coffer.application.access.RecogniseOperator;

/**
 * What recognises operators, for the routes of all APIs that they call.
 *
 * @param throttle one for all contracts
 */
public record OperatorLogins(RecogniseOperator recogniseOperator, FailureThrottle throttle) {}
