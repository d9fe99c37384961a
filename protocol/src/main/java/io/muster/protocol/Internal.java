package io.muster.protocol;

import io.muster.protocol.internal.v1.CredentialsProto;
import io.muster.protocol.internal.v1.Delivery;
import io.muster.protocol.internal.v1.DeliveryReceipt;
import io.muster.protocol.internal.v1.DispatchProto;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.internal.v1.RegistryProto;
import io.muster.protocol.internal.v1.VerifyTokenRequest;
import io.muster.protocol.internal.v1.VerifyTokenResponse;

/** Methods that verticles call on each other and that no face mounts. */
public final class Internal {
  public static final Rpc<PickRequest, PickResponse> PICK =
      Rpc.of(
          RegistryProto.getDescriptor(),
          "Registry",
          "Pick",
          PickRequest.getDefaultInstance(),
          PickResponse.getDefaultInstance());

  public static final Rpc<Delivery, DeliveryReceipt> DELIVER =
      Rpc.of(
          DispatchProto.getDescriptor(),
          "Dispatch",
          "Deliver",
          Delivery.getDefaultInstance(),
          DeliveryReceipt.getDefaultInstance());
  public static final Rpc<VerifyTokenRequest, VerifyTokenResponse> VERIFY_TOKEN =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Credentials",
          "Verify",
          VerifyTokenRequest.getDefaultInstance(),
          VerifyTokenResponse.getDefaultInstance());

  private Internal() {}
}
