package io.muster.protocol;

import com.google.protobuf.Message;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.BackupConfigsRequest;
import io.muster.protocol.v1.ConfigBackup;
import io.muster.protocol.v1.ConfigChanged;
import io.muster.protocol.v1.ConfigDiff;
import io.muster.protocol.v1.ConfigDocument;
import io.muster.protocol.v1.ConfigHistory;
import io.muster.protocol.v1.ConfigHistoryRequest;
import io.muster.protocol.v1.ConfigStatus;
import io.muster.protocol.v1.ConfigStatusRequest;
import io.muster.protocol.v1.ConfigVerdict;
import io.muster.protocol.v1.ConfigsProto;
import io.muster.protocol.v1.DeleteConfigRequest;
import io.muster.protocol.v1.DiffConfigRequest;
import io.muster.protocol.v1.EffectiveConfig;
import io.muster.protocol.v1.GetConfigRequest;
import io.muster.protocol.v1.ListConfigsRequest;
import io.muster.protocol.v1.ListConfigsResponse;
import io.muster.protocol.v1.RestoreConfigsRequest;
import io.muster.protocol.v1.RestoreConfigsResponse;
import io.muster.protocol.v1.SetConfigRequest;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.protocol.v1.UnsetConfigRequest;
import io.muster.protocol.v1.ValidateConfigRequest;

/** The typed handles of {@code muster.v1.Configs}. */
public final class ConfigsApi {
  private ConfigsApi() {}

  public static final Rpc<ApplyConfigRequest, ConfigChanged> APPLY =
      of("Apply", ApplyConfigRequest.getDefaultInstance(), ConfigChanged.getDefaultInstance());

  public static final Rpc<SetConfigRequest, ConfigChanged> SET =
      of("Set", SetConfigRequest.getDefaultInstance(), ConfigChanged.getDefaultInstance());

  public static final Rpc<UnsetConfigRequest, ConfigChanged> UNSET =
      of("Unset", UnsetConfigRequest.getDefaultInstance(), ConfigChanged.getDefaultInstance());

  public static final Rpc<DeleteConfigRequest, ConfigChanged> DELETE =
      of("Delete", DeleteConfigRequest.getDefaultInstance(), ConfigChanged.getDefaultInstance());

  public static final Rpc<GetConfigRequest, ConfigDocument> GET =
      of("Get", GetConfigRequest.getDefaultInstance(), ConfigDocument.getDefaultInstance());

  public static final Rpc<ListConfigsRequest, ListConfigsResponse> LIST =
      of("List", ListConfigsRequest.getDefaultInstance(), ListConfigsResponse.getDefaultInstance());

  public static final Rpc<ConfigHistoryRequest, ConfigHistory> HISTORY =
      of("History", ConfigHistoryRequest.getDefaultInstance(), ConfigHistory.getDefaultInstance());

  public static final Rpc<ShowConfigRequest, EffectiveConfig> SHOW =
      of("Show", ShowConfigRequest.getDefaultInstance(), EffectiveConfig.getDefaultInstance());

  public static final Rpc<ValidateConfigRequest, ConfigVerdict> VALIDATE =
      of(
          "Validate",
          ValidateConfigRequest.getDefaultInstance(),
          ConfigVerdict.getDefaultInstance());

  public static final Rpc<DiffConfigRequest, ConfigDiff> DIFF =
      of("Diff", DiffConfigRequest.getDefaultInstance(), ConfigDiff.getDefaultInstance());

  public static final Rpc<ConfigStatusRequest, ConfigStatus> STATUS =
      of("Status", ConfigStatusRequest.getDefaultInstance(), ConfigStatus.getDefaultInstance());

  public static final Rpc<BackupConfigsRequest, ConfigBackup> BACKUP =
      of("Backup", BackupConfigsRequest.getDefaultInstance(), ConfigBackup.getDefaultInstance());

  public static final Rpc<RestoreConfigsRequest, RestoreConfigsResponse> RESTORE =
      of(
          "Restore",
          RestoreConfigsRequest.getDefaultInstance(),
          RestoreConfigsResponse.getDefaultInstance());

  private static <Q extends Message, R extends Message> Rpc<Q, R> of(
      String method, Q requestType, R responseType) {
    return Rpc.of(ConfigsProto.getDescriptor(), "Configs", method, requestType, responseType);
  }
}
