package io.muster.protocol;

import io.muster.protocol.v1.EnrolRequest;
import io.muster.protocol.v1.EnrolResponse;
import io.muster.protocol.v1.EnrolmentProto;
import io.muster.protocol.v1.NodeCredentials;
import io.muster.protocol.v1.RenewRequest;

/** The typed handles of {@code muster.v1.Enrolment}. */
public final class EnrolmentApi {
  private EnrolmentApi() {}

  public static final Rpc<EnrolRequest, EnrolResponse> ENROL =
      Rpc.of(
          EnrolmentProto.getDescriptor(),
          "Enrolment",
          "Enrol",
          EnrolRequest.getDefaultInstance(),
          EnrolResponse.getDefaultInstance());

  public static final Rpc<RenewRequest, NodeCredentials> RENEW =
      Rpc.of(
          EnrolmentProto.getDescriptor(),
          "Enrolment",
          "Renew",
          RenewRequest.getDefaultInstance(),
          NodeCredentials.getDefaultInstance());
}
