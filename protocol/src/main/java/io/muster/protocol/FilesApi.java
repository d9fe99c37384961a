package io.muster.protocol;

import com.google.protobuf.Message;
import io.muster.protocol.v1.BeginUploadRequest;
import io.muster.protocol.v1.CommitUploadRequest;
import io.muster.protocol.v1.DeleteFileRequest;
import io.muster.protocol.v1.DeleteFileResponse;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.DownloadRequest;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.FilesProto;
import io.muster.protocol.v1.GcRequest;
import io.muster.protocol.v1.GcResponse;
import io.muster.protocol.v1.GetFileRequest;
import io.muster.protocol.v1.HistoryRequest;
import io.muster.protocol.v1.HistoryResponse;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.ListFilesRequest;
import io.muster.protocol.v1.ListFilesResponse;
import io.muster.protocol.v1.Piece;
import io.muster.protocol.v1.PutChunkRequest;
import io.muster.protocol.v1.PutChunkResponse;
import io.muster.protocol.v1.Upload;
import io.muster.protocol.v1.UploadPart;

/** The typed handles of {@code muster.v1.Files}. */
public final class FilesApi {
  private FilesApi() {}

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
