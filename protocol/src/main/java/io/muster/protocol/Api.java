package io.muster.protocol;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.BackupConfigsRequest;
import io.muster.protocol.v1.BeginUploadRequest;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.CommitUploadRequest;
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
import io.muster.protocol.v1.CordonNodeRequest;
import io.muster.protocol.v1.CreateApiTokenRequest;
import io.muster.protocol.v1.CreateApiTokenResponse;
import io.muster.protocol.v1.CreateJoinTokenRequest;
import io.muster.protocol.v1.CreateJoinTokenResponse;
import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.CurrentSessionRequest;
import io.muster.protocol.v1.DeleteConfigRequest;
import io.muster.protocol.v1.DeleteFileRequest;
import io.muster.protocol.v1.DeleteFileResponse;
import io.muster.protocol.v1.DiffConfigRequest;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.DownloadRequest;
import io.muster.protocol.v1.EffectiveConfig;
import io.muster.protocol.v1.EnrolRequest;
import io.muster.protocol.v1.EnrolResponse;
import io.muster.protocol.v1.EnrolmentProto;
import io.muster.protocol.v1.ExplainNodeRequest;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.FilesProto;
import io.muster.protocol.v1.GcRequest;
import io.muster.protocol.v1.GcResponse;
import io.muster.protocol.v1.GetConfigRequest;
import io.muster.protocol.v1.GetFileRequest;
import io.muster.protocol.v1.GetJobRequest;
import io.muster.protocol.v1.GetNodeRequest;
import io.muster.protocol.v1.GetRolloutRequest;
import io.muster.protocol.v1.HistoryRequest;
import io.muster.protocol.v1.HistoryResponse;
import io.muster.protocol.v1.Identity;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.JobPlan;
import io.muster.protocol.v1.JobsProto;
import io.muster.protocol.v1.ListApiTokensRequest;
import io.muster.protocol.v1.ListApiTokensResponse;
import io.muster.protocol.v1.ListConfigsRequest;
import io.muster.protocol.v1.ListConfigsResponse;
import io.muster.protocol.v1.ListFilesRequest;
import io.muster.protocol.v1.ListFilesResponse;
import io.muster.protocol.v1.ListJobsRequest;
import io.muster.protocol.v1.ListJobsResponse;
import io.muster.protocol.v1.ListJoinTokensRequest;
import io.muster.protocol.v1.ListJoinTokensResponse;
import io.muster.protocol.v1.ListNodesRequest;
import io.muster.protocol.v1.ListNodesResponse;
import io.muster.protocol.v1.ListRolloutsRequest;
import io.muster.protocol.v1.ListRolloutsResponse;
import io.muster.protocol.v1.ListTasksRequest;
import io.muster.protocol.v1.ListTasksResponse;
import io.muster.protocol.v1.Node;
import io.muster.protocol.v1.NodeCredentials;
import io.muster.protocol.v1.NodeExplanation;
import io.muster.protocol.v1.NodesProto;
import io.muster.protocol.v1.Piece;
import io.muster.protocol.v1.PutChunkRequest;
import io.muster.protocol.v1.PutChunkResponse;
import io.muster.protocol.v1.RemoveNodeRequest;
import io.muster.protocol.v1.RemoveNodeResponse;
import io.muster.protocol.v1.RenewRequest;
import io.muster.protocol.v1.RestoreConfigsRequest;
import io.muster.protocol.v1.RestoreConfigsResponse;
import io.muster.protocol.v1.RetryJobRequest;
import io.muster.protocol.v1.RevokeApiTokenRequest;
import io.muster.protocol.v1.RevokeApiTokenResponse;
import io.muster.protocol.v1.RevokeJoinTokenRequest;
import io.muster.protocol.v1.RevokeJoinTokenResponse;
import io.muster.protocol.v1.Rollout;
import io.muster.protocol.v1.RolloutEvent;
import io.muster.protocol.v1.RolloutPlan;
import io.muster.protocol.v1.RolloutsProto;
import io.muster.protocol.v1.SelectNodesRequest;
import io.muster.protocol.v1.SelectNodesResponse;
import io.muster.protocol.v1.Session;
import io.muster.protocol.v1.SessionsProto;
import io.muster.protocol.v1.SetConfigRequest;
import io.muster.protocol.v1.ShowConfigRequest;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SteerRolloutRequest;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.SystemProto;
import io.muster.protocol.v1.SystemStatus;
import io.muster.protocol.v1.SystemStatusRequest;
import io.muster.protocol.v1.UncordonNodeRequest;
import io.muster.protocol.v1.UnsetConfigRequest;
import io.muster.protocol.v1.UpdateGroupsRequest;
import io.muster.protocol.v1.UpdateLabelsRequest;
import io.muster.protocol.v1.Upload;
import io.muster.protocol.v1.UploadPart;
import io.muster.protocol.v1.ValidateConfigRequest;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.protocol.v1.WatchRolloutRequest;
import java.util.List;

/** Every method of the contract as a typed handle, a class for each service. */
public final class Api {
  /** The services that the gateway mounts on every face. */
  public static final List<ServiceDescriptor> SERVICES =
      List.of(
          NodesProto.getDescriptor().findServiceByName("Nodes"),
          JobsProto.getDescriptor().findServiceByName("Jobs"),
          ConfigsProto.getDescriptor().findServiceByName("Configs"),
          EnrolmentProto.getDescriptor().findServiceByName("Enrolment"),
          EnrolmentProto.getDescriptor().findServiceByName("JoinTokens"),
          SessionsProto.getDescriptor().findServiceByName("Sessions"),
          SessionsProto.getDescriptor().findServiceByName("ApiTokens"),
          RolloutsProto.getDescriptor().findServiceByName("Rollouts"),
          SystemProto.getDescriptor().findServiceByName("System"),
          FilesProto.getDescriptor().findServiceByName("Files"));

  private Api() {}

  /** Nodes. */
  public static final class Nodes {
    private Nodes() {}

    public static final Rpc<ListNodesRequest, ListNodesResponse> LIST =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "List",
            ListNodesRequest.getDefaultInstance(),
            ListNodesResponse.getDefaultInstance());

    public static final Rpc<GetNodeRequest, Node> GET =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "Get",
            GetNodeRequest.getDefaultInstance(),
            Node.getDefaultInstance());

    public static final Rpc<SelectNodesRequest, SelectNodesResponse> SELECT =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "Select",
            SelectNodesRequest.getDefaultInstance(),
            SelectNodesResponse.getDefaultInstance());

    public static final Rpc<UpdateLabelsRequest, Node> UPDATE_LABELS =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "UpdateLabels",
            UpdateLabelsRequest.getDefaultInstance(),
            Node.getDefaultInstance());

    public static final Rpc<UpdateGroupsRequest, Node> UPDATE_GROUPS =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "UpdateGroups",
            UpdateGroupsRequest.getDefaultInstance(),
            Node.getDefaultInstance());

    public static final Rpc<CordonNodeRequest, Node> CORDON =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "Cordon",
            CordonNodeRequest.getDefaultInstance(),
            Node.getDefaultInstance());

    public static final Rpc<UncordonNodeRequest, Node> UNCORDON =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "Uncordon",
            UncordonNodeRequest.getDefaultInstance(),
            Node.getDefaultInstance());

    public static final Rpc<RemoveNodeRequest, RemoveNodeResponse> REMOVE =
        Rpc.of(
            NodesProto.getDescriptor(),
            "Nodes",
            "Remove",
            RemoveNodeRequest.getDefaultInstance(),
            RemoveNodeResponse.getDefaultInstance());
  }

  /** Jobs. */
  public static final class Jobs {
    private Jobs() {}

    public static final Rpc<SubmitJobRequest, Job> SUBMIT =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "Submit",
            SubmitJobRequest.getDefaultInstance(),
            Job.getDefaultInstance());

    public static final Rpc<SubmitJobRequest, JobPlan> PLAN =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "Plan",
            SubmitJobRequest.getDefaultInstance(),
            JobPlan.getDefaultInstance());

    public static final Rpc<GetJobRequest, Job> GET =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "Get",
            GetJobRequest.getDefaultInstance(),
            Job.getDefaultInstance());

    public static final Rpc<ListJobsRequest, ListJobsResponse> LIST =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "List",
            ListJobsRequest.getDefaultInstance(),
            ListJobsResponse.getDefaultInstance());

    public static final Rpc<ListTasksRequest, ListTasksResponse> LIST_TASKS =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "ListTasks",
            ListTasksRequest.getDefaultInstance(),
            ListTasksResponse.getDefaultInstance());

    public static final Rpc<CancelJobRequest, Job> CANCEL =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "Cancel",
            CancelJobRequest.getDefaultInstance(),
            Job.getDefaultInstance());

    public static final Rpc<RetryJobRequest, Job> RETRY =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "Retry",
            RetryJobRequest.getDefaultInstance(),
            Job.getDefaultInstance());

    public static final Rpc<WatchJobRequest, JobEvent> WATCH =
        Rpc.of(
            JobsProto.getDescriptor(),
            "Jobs",
            "Watch",
            WatchJobRequest.getDefaultInstance(),
            JobEvent.getDefaultInstance());
  }

  /** Configuration of components. */
  public static final class Configs {
    private Configs() {}

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
        of(
            "List",
            ListConfigsRequest.getDefaultInstance(),
            ListConfigsResponse.getDefaultInstance());

    public static final Rpc<ConfigHistoryRequest, ConfigHistory> HISTORY =
        of(
            "History",
            ConfigHistoryRequest.getDefaultInstance(),
            ConfigHistory.getDefaultInstance());

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

  /** Enrolment. */
  public static final class Enrolment {
    private Enrolment() {}

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

  /** JoinTokens. */
  public static final class JoinTokens {
    private JoinTokens() {}

    public static final Rpc<CreateJoinTokenRequest, CreateJoinTokenResponse> CREATE =
        Rpc.of(
            EnrolmentProto.getDescriptor(),
            "JoinTokens",
            "Create",
            CreateJoinTokenRequest.getDefaultInstance(),
            CreateJoinTokenResponse.getDefaultInstance());

    public static final Rpc<ListJoinTokensRequest, ListJoinTokensResponse> LIST =
        Rpc.of(
            EnrolmentProto.getDescriptor(),
            "JoinTokens",
            "List",
            ListJoinTokensRequest.getDefaultInstance(),
            ListJoinTokensResponse.getDefaultInstance());

    public static final Rpc<RevokeJoinTokenRequest, RevokeJoinTokenResponse> REVOKE =
        Rpc.of(
            EnrolmentProto.getDescriptor(),
            "JoinTokens",
            "Revoke",
            RevokeJoinTokenRequest.getDefaultInstance(),
            RevokeJoinTokenResponse.getDefaultInstance());
  }

  /** Sessions. */
  public static final class Sessions {
    private Sessions() {}

    public static final Rpc<CreateSessionRequest, Session> CREATE =
        Rpc.of(
            SessionsProto.getDescriptor(),
            "Sessions",
            "Create",
            CreateSessionRequest.getDefaultInstance(),
            Session.getDefaultInstance());

    public static final Rpc<CurrentSessionRequest, Identity> CURRENT =
        Rpc.of(
            SessionsProto.getDescriptor(),
            "Sessions",
            "Current",
            CurrentSessionRequest.getDefaultInstance(),
            Identity.getDefaultInstance());
  }

  /** ApiTokens. */
  public static final class ApiTokens {
    private ApiTokens() {}

    public static final Rpc<CreateApiTokenRequest, CreateApiTokenResponse> CREATE =
        Rpc.of(
            SessionsProto.getDescriptor(),
            "ApiTokens",
            "Create",
            CreateApiTokenRequest.getDefaultInstance(),
            CreateApiTokenResponse.getDefaultInstance());

    public static final Rpc<ListApiTokensRequest, ListApiTokensResponse> LIST =
        Rpc.of(
            SessionsProto.getDescriptor(),
            "ApiTokens",
            "List",
            ListApiTokensRequest.getDefaultInstance(),
            ListApiTokensResponse.getDefaultInstance());

    public static final Rpc<RevokeApiTokenRequest, RevokeApiTokenResponse> REVOKE =
        Rpc.of(
            SessionsProto.getDescriptor(),
            "ApiTokens",
            "Revoke",
            RevokeApiTokenRequest.getDefaultInstance(),
            RevokeApiTokenResponse.getDefaultInstance());
  }

  /** Rollouts. */
  public static final class Rollouts {
    private Rollouts() {}

    public static final Rpc<StartRolloutRequest, Rollout> START =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Start",
            StartRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<StartRolloutRequest, RolloutPlan> PLAN =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Plan",
            StartRolloutRequest.getDefaultInstance(),
            RolloutPlan.getDefaultInstance());

    public static final Rpc<GetRolloutRequest, Rollout> GET =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Get",
            GetRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<ListRolloutsRequest, ListRolloutsResponse> LIST =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "List",
            ListRolloutsRequest.getDefaultInstance(),
            ListRolloutsResponse.getDefaultInstance());

    public static final Rpc<SteerRolloutRequest, Rollout> PAUSE =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Pause",
            SteerRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<SteerRolloutRequest, Rollout> RESUME =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Resume",
            SteerRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<SteerRolloutRequest, Rollout> PROMOTE =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Promote",
            SteerRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<SteerRolloutRequest, Rollout> ABORT =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Abort",
            SteerRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<SteerRolloutRequest, Rollout> RETRY =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Retry",
            SteerRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<SteerRolloutRequest, Rollout> ROLLBACK =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Rollback",
            SteerRolloutRequest.getDefaultInstance(),
            Rollout.getDefaultInstance());

    public static final Rpc<WatchRolloutRequest, RolloutEvent> WATCH =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Watch",
            WatchRolloutRequest.getDefaultInstance(),
            RolloutEvent.getDefaultInstance());

    public static final Rpc<ExplainNodeRequest, NodeExplanation> EXPLAIN =
        Rpc.of(
            RolloutsProto.getDescriptor(),
            "Rollouts",
            "Explain",
            ExplainNodeRequest.getDefaultInstance(),
            NodeExplanation.getDefaultInstance());
  }

  /** System. */
  public static final class System {
    private System() {}

    public static final Rpc<SystemStatusRequest, SystemStatus> STATUS =
        Rpc.of(
            SystemProto.getDescriptor(),
            "System",
            "Status",
            SystemStatusRequest.getDefaultInstance(),
            SystemStatus.getDefaultInstance());
  }

  /** Files. */
  public static final class Files {
    private Files() {}

    private static <Q extends Message, R extends Message> Rpc<Q, R> rpc(
        String method, Q requestType, R responseType) {
      return Rpc.of(FilesProto.getDescriptor(), "Files", method, requestType, responseType);
    }

    /** Carried out by the gateway as {@link #BEGIN}, {@link #PUT} and {@link #COMMIT}. */
    public static final Rpc<UploadPart, File> UPLOAD =
        rpc("Upload", UploadPart.getDefaultInstance(), File.getDefaultInstance());

    public static final Rpc<BeginUploadRequest, Upload> BEGIN =
        rpc("Begin", BeginUploadRequest.getDefaultInstance(), Upload.getDefaultInstance());

    public static final Rpc<PutChunkRequest, PutChunkResponse> PUT =
        rpc("Put", PutChunkRequest.getDefaultInstance(), PutChunkResponse.getDefaultInstance());

    public static final Rpc<CommitUploadRequest, File> COMMIT =
        rpc("Commit", CommitUploadRequest.getDefaultInstance(), File.getDefaultInstance());

    public static final Rpc<GetFileRequest, File> GET =
        rpc("Get", GetFileRequest.getDefaultInstance(), File.getDefaultInstance());

    public static final Rpc<ListFilesRequest, ListFilesResponse> LIST =
        rpc("List", ListFilesRequest.getDefaultInstance(), ListFilesResponse.getDefaultInstance());

    public static final Rpc<DownloadRequest, Piece> DOWNLOAD =
        rpc("Download", DownloadRequest.getDefaultInstance(), Piece.getDefaultInstance());

    public static final Rpc<DeleteFileRequest, DeleteFileResponse> DELETE =
        rpc(
            "Delete",
            DeleteFileRequest.getDefaultInstance(),
            DeleteFileResponse.getDefaultInstance());

    public static final Rpc<DistributeRequest, Job> DISTRIBUTE =
        rpc("Distribute", DistributeRequest.getDefaultInstance(), Job.getDefaultInstance());

    public static final Rpc<HistoryRequest, HistoryResponse> HISTORY =
        rpc("History", HistoryRequest.getDefaultInstance(), HistoryResponse.getDefaultInstance());

    public static final Rpc<GcRequest, GcResponse> GC =
        rpc("Gc", GcRequest.getDefaultInstance(), GcResponse.getDefaultInstance());
  }
}
