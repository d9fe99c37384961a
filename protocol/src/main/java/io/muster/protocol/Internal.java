package io.muster.protocol;

import io.muster.protocol.internal.v1.AssignConfigRequest;
import io.muster.protocol.internal.v1.AssignedConfig;
import io.muster.protocol.internal.v1.BeginLoginRequest;
import io.muster.protocol.internal.v1.BegunLogin;
import io.muster.protocol.internal.v1.ConfigChangeRequest;
import io.muster.protocol.internal.v1.ConfigChangesProto;
import io.muster.protocol.internal.v1.CredentialsProto;
import io.muster.protocol.internal.v1.Delivery;
import io.muster.protocol.internal.v1.DeliveryReceipt;
import io.muster.protocol.internal.v1.DispatchProto;
import io.muster.protocol.internal.v1.FinishLoginRequest;
import io.muster.protocol.internal.v1.FinishedLogin;
import io.muster.protocol.internal.v1.GrantsRequest;
import io.muster.protocol.internal.v1.GrantsResponse;
import io.muster.protocol.internal.v1.MatchRequest;
import io.muster.protocol.internal.v1.MatchResponse;
import io.muster.protocol.internal.v1.PickRequest;
import io.muster.protocol.internal.v1.PickResponse;
import io.muster.protocol.internal.v1.PreviewConfigRequest;
import io.muster.protocol.internal.v1.PreviewedConfig;
import io.muster.protocol.internal.v1.RegistryProto;
import io.muster.protocol.internal.v1.StageConfigRequest;
import io.muster.protocol.internal.v1.StagedConfig;
import io.muster.protocol.internal.v1.TakeLoginRequest;
import io.muster.protocol.internal.v1.VerifyCertificateRequest;
import io.muster.protocol.internal.v1.VerifySessionRequest;
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

  public static final Rpc<MatchRequest, MatchResponse> MATCH =
      Rpc.of(
          RegistryProto.getDescriptor(),
          "Registry",
          "Match",
          MatchRequest.getDefaultInstance(),
          MatchResponse.getDefaultInstance());

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

  public static final Rpc<VerifySessionRequest, VerifyTokenResponse> VERIFY_SESSION =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Credentials",
          "VerifySession",
          VerifySessionRequest.getDefaultInstance(),
          VerifyTokenResponse.getDefaultInstance());

  public static final Rpc<VerifyCertificateRequest, VerifyTokenResponse> VERIFY_CERTIFICATE =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Credentials",
          "VerifyCertificate",
          VerifyCertificateRequest.getDefaultInstance(),
          VerifyTokenResponse.getDefaultInstance());

  public static final Rpc<GrantsRequest, GrantsResponse> GRANTS =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Credentials",
          "Grants",
          GrantsRequest.getDefaultInstance(),
          GrantsResponse.getDefaultInstance());

  public static final Rpc<BeginLoginRequest, BegunLogin> BEGIN_LOGIN =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Providers",
          "Begin",
          BeginLoginRequest.getDefaultInstance(),
          BegunLogin.getDefaultInstance());

  public static final Rpc<TakeLoginRequest, BeginLoginRequest> TAKE_LOGIN =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Providers",
          "Take",
          TakeLoginRequest.getDefaultInstance(),
          BeginLoginRequest.getDefaultInstance());

  public static final Rpc<FinishLoginRequest, FinishedLogin> FINISH_LOGIN =
      Rpc.of(
          CredentialsProto.getDescriptor(),
          "Providers",
          "Finish",
          FinishLoginRequest.getDefaultInstance(),
          FinishedLogin.getDefaultInstance());

  public static final Rpc<PreviewConfigRequest, PreviewedConfig> PREVIEW_CONFIG =
      Rpc.of(
          ConfigChangesProto.getDescriptor(),
          "ConfigChanges",
          "Preview",
          PreviewConfigRequest.getDefaultInstance(),
          PreviewedConfig.getDefaultInstance());

  public static final Rpc<StageConfigRequest, StagedConfig> STAGE_CONFIG =
      Rpc.of(
          ConfigChangesProto.getDescriptor(),
          "ConfigChanges",
          "Stage",
          StageConfigRequest.getDefaultInstance(),
          StagedConfig.getDefaultInstance());

  public static final Rpc<AssignConfigRequest, AssignedConfig> ASSIGN_CONFIG =
      Rpc.of(
          ConfigChangesProto.getDescriptor(),
          "ConfigChanges",
          "Assign",
          AssignConfigRequest.getDefaultInstance(),
          AssignedConfig.getDefaultInstance());

  public static final Rpc<ConfigChangeRequest, AssignedConfig> FINISH_CONFIG =
      Rpc.of(
          ConfigChangesProto.getDescriptor(),
          "ConfigChanges",
          "Finish",
          ConfigChangeRequest.getDefaultInstance(),
          AssignedConfig.getDefaultInstance());

  public static final Rpc<ConfigChangeRequest, AssignedConfig> RELEASE_CONFIG =
      Rpc.of(
          ConfigChangesProto.getDescriptor(),
          "ConfigChanges",
          "Release",
          ConfigChangeRequest.getDefaultInstance(),
          AssignedConfig.getDefaultInstance());

  public static final Rpc<AssignConfigRequest, AssignedConfig> REVERT_CONFIG =
      Rpc.of(
          ConfigChangesProto.getDescriptor(),
          "ConfigChanges",
          "Revert",
          AssignConfigRequest.getDefaultInstance(),
          AssignedConfig.getDefaultInstance());

  private Internal() {}
}
