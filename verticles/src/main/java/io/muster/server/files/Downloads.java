package io.muster.server.files;

import com.google.protobuf.UnsafeByteOperations;
import io.muster.protocol.v1.DownloadRequest;
import io.muster.protocol.v1.Piece;
import io.muster.runtime.Failure;
import io.muster.runtime.Streams;
import io.muster.server.content.Contents;
import io.muster.store.file.FileLedger;
import io.muster.store.file.FileRow;
import io.muster.store.file.Manifest;
import java.util.List;

/** Sends content to whoever asks for a file. */
final class Downloads {
  private static final int PIECE = 256 * 1024;

  private final FileLedger files;
  private final Contents contents;

  Downloads(FileLedger files, Contents contents) {
    this.files = files;
    this.contents = contents;
  }

  /** The first piece says how large it all is, also when there is nothing to send. */
  void send(DownloadRequest request, Streams.Sink<Piece> out) {
    FileRow file = files.required(request.getId());
    Manifest content =
        contents
            .manifest(file.sha256())
            .orElseThrow(() -> Failure.notFound("there is no file '" + file.id() + "'"));
    long size = content.size();
    long from =
        request.getOffset() < 0 ? Math.max(0, size + request.getOffset()) : request.getOffset();
    long length = request.getLength() == 0 ? Long.MAX_VALUE : request.getLength();
    long to = Math.min(size, length > size - from ? size : from + length);
    Piece.Builder first =
        Piece.newBuilder()
            .setOffset(from)
            .setSize(size)
            .setName(file.name())
            .setEtag('"' + file.sha256() + '"');
    if (from >= to) {
      out.send(List.of(first.build()));
      return;
    }
    long at = from;
    for (int i = content.at(from); at < to; i++) {
      Manifest.Part part = content.parts().get(i);
      byte[] chunk = contents.chunk(content, part);
      long end = Math.min(to, part.end());
      while (at < end) {
        int here = (int) (at - part.start());
        int n = (int) Math.min(PIECE, end - at);
        Piece.Builder piece = at == from ? first : Piece.newBuilder().setOffset(at);
        out.send(List.of(piece.setData(UnsafeByteOperations.unsafeWrap(chunk, here, n)).build()));
        at += n;
      }
    }
  }
}
