package io.muster.protocol;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.muster.protocol.v1.AuditProto;
import io.muster.protocol.v1.ConfigsProto;
import io.muster.protocol.v1.EnrolmentProto;
import io.muster.protocol.v1.EventsProto;
import io.muster.protocol.v1.FilesProto;
import io.muster.protocol.v1.JobsProto;
import io.muster.protocol.v1.LegacyProto;
import io.muster.protocol.v1.NodesProto;
import io.muster.protocol.v1.RolloutsProto;
import io.muster.protocol.v1.SecretsProto;
import io.muster.protocol.v1.SessionsProto;
import io.muster.protocol.v1.SystemProto;
import io.muster.protocol.v1.UsersProto;
import java.util.List;

/** The services of the contract; each has its typed handles in the class named after it. */
public final class Api {
  /** The services that the gateway mounts on every face. */
  public static final List<ServiceDescriptor> SERVICES =
      List.of(
          NodesProto.getDescriptor().findServiceByName("Nodes"),
          JobsProto.getDescriptor().findServiceByName("Jobs"),
          ConfigsProto.getDescriptor().findServiceByName("Configs"),
          EnrolmentProto.getDescriptor().findServiceByName("Enrolment"),
          EnrolmentProto.getDescriptor().findServiceByName("JoinTokens"),
          SecretsProto.getDescriptor().findServiceByName("Secrets"),
          SessionsProto.getDescriptor().findServiceByName("Sessions"),
          SessionsProto.getDescriptor().findServiceByName("ApiTokens"),
          UsersProto.getDescriptor().findServiceByName("Users"),
          UsersProto.getDescriptor().findServiceByName("Roles"),
          UsersProto.getDescriptor().findServiceByName("Environments"),
          RolloutsProto.getDescriptor().findServiceByName("Rollouts"),
          SystemProto.getDescriptor().findServiceByName("System"),
          FilesProto.getDescriptor().findServiceByName("Files"),
          AuditProto.getDescriptor().findServiceByName("Audit"),
          EventsProto.getDescriptor().findServiceByName("Events"),
          LegacyProto.getDescriptor().findServiceByName("Legacy"));

  private Api() {}
}
