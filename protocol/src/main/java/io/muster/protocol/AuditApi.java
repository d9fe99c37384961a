package io.muster.protocol;

import com.google.protobuf.Message;
import io.muster.protocol.internal.v1.AppendAuditRequest;
import io.muster.protocol.internal.v1.AppendAuditResponse;
import io.muster.protocol.internal.v1.AuditTrailProto;
import io.muster.protocol.v1.AuditEntry;
import io.muster.protocol.v1.AuditProto;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.AuditVerification;
import io.muster.protocol.v1.ExportAuditRequest;
import io.muster.protocol.v1.GetAuditRequest;
import io.muster.protocol.v1.ListAuditRequest;
import io.muster.protocol.v1.ListAuditResponse;
import io.muster.protocol.v1.VerifyAuditRequest;

/** The typed handles of {@code muster.v1.Audit}, and of how it is written. */
public final class AuditApi {
  private AuditApi() {}

  private static <Q extends Message, R extends Message> Rpc<Q, R> rpc(
      String method, Q requestType, R responseType) {
    return Rpc.of(AuditProto.getDescriptor(), "Audit", method, requestType, responseType);
  }

  public static final Rpc<ListAuditRequest, ListAuditResponse> LIST =
      rpc("List", ListAuditRequest.getDefaultInstance(), ListAuditResponse.getDefaultInstance());

  public static final Rpc<GetAuditRequest, AuditEntry> GET =
      rpc("Get", GetAuditRequest.getDefaultInstance(), AuditEntry.getDefaultInstance());

  public static final Rpc<VerifyAuditRequest, AuditVerification> VERIFY =
      rpc(
          "Verify",
          VerifyAuditRequest.getDefaultInstance(),
          AuditVerification.getDefaultInstance());

  public static final Rpc<ExportAuditRequest, AuditRow> EXPORT =
      rpc("Export", ExportAuditRequest.getDefaultInstance(), AuditRow.getDefaultInstance());

  /** On the bus alone. */
  public static final Rpc<AppendAuditRequest, AppendAuditResponse> APPEND =
      Rpc.of(
          AuditTrailProto.getDescriptor(),
          "AuditTrail",
          "Append",
          AppendAuditRequest.getDefaultInstance(),
          AppendAuditResponse.getDefaultInstance());
}
