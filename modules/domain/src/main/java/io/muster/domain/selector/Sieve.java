package io.muster.domain.selector;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of an expression on a node at the price of a few map look-ups. It is read off
 * the syntax tree: both sides of {@code &&}, one of {@code ||}, text that is equal, contained or at
 * the start, and every key that is looked up outside of the operators that forgive errors (a
 * missing key is an error there, and an exception for each of 100,000 nodes would cost half a
 * second). Where it says {@link Verdict#ASK}, CEL decides.
 */
sealed interface Sieve {
  /** What is known of an expression on one node. */
  enum Verdict {
    /** It is false or an error. */
    NO,
    /** Only CEL can tell. */
    ASK,
    /** It is true. */
    YES;

    static Verdict of(boolean yes) {
      return yes ? YES : NO;
    }
  }

  /** The variables of expressions; other names in a tree are types and constants. */
  Set<String> VARIABLES = Set.of("id", "name", "labels", "groups", "facts", "status");

  Verdict on(NodeView node);

  /** Says nothing. */
  record Any() implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      return Verdict.ASK;
    }
  }

  /** All of them. */
  record Every(List<Sieve> parts) implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      Verdict least = Verdict.YES;
      for (Sieve part : parts) {
        Verdict verdict = part.on(node);
        if (verdict == Verdict.NO) {
          return Verdict.NO;
        }
        if (verdict == Verdict.ASK) {
          least = Verdict.ASK;
        }
      }
      return least;
    }
  }

  /** One of two. */
  record Either(Sieve left, Sieve right) implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      Verdict first = left.on(node);
      if (first == Verdict.YES) {
        return first;
      }
      Verdict second = right.on(node);
      return second.compareTo(first) > 0 ? second : first;
    }
  }

  /** The keys on all paths are there. */
  record Present(List<Path> paths) implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      for (Path path : paths) {
        if (path.of(node) == null) {
          return Verdict.NO;
        }
      }
      return Verdict.ASK;
    }
  }

  /** The text at the path is one of these. */
  record OneOf(Path path, Set<String> values) implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      return switch (path.of(node)) {
        case null -> Verdict.NO;
        case String text -> Verdict.of(values.contains(text));
        default -> Verdict.ASK;
      };
    }
  }

  /** The text at the path starts so. */
  record Starts(Path path, String prefix) implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      return switch (path.of(node)) {
        case null -> Verdict.NO;
        case String text -> Verdict.of(text.startsWith(prefix));
        default -> Verdict.ASK;
      };
    }
  }

  /** The list or map at the path has this item or key. */
  record Holds(Path path, String item) implements Sieve {
    @Override
    public Verdict on(NodeView node) {
      return switch (path.of(node)) {
        case null -> Verdict.NO;
        case Collection<?> items -> Verdict.of(items.contains(item));
        case Map<?, ?> map -> Verdict.of(map.containsKey(item));
        default -> Verdict.ASK;
      };
    }
  }

  /** A variable and the keys below it. */
  record Path(String variable, List<String> keys) {
    private static final Object OPAQUE = new Object();

    /** The value; null when a key is missing; some other object where only CEL can tell. */
    Object of(NodeView node) {
      Object value = node.variable(variable);
      for (int i = 0; i < keys.size() && value != null; i++) {
        if (!(value instanceof Map<?, ?> map)) {
          return OPAQUE;
        }
        value = map.get(keys.get(i));
      }
      return value;
    }
  }

  /** The sieve of an expression. */
  static Sieve of(CelExpr expr) {
    if (expr.getKind() == Kind.SELECT && expr.select().testOnly()) {
      return path(expr.select().operand())
          .<Sieve>map(path -> new Holds(path, expr.select().field()))
          .orElseGet(Any::new);
    }
    if (expr.getKind() != Kind.CALL) {
      return needed(expr);
    }
    CelCall call = expr.call();
    return switch (call.function()) {
      case "_&&_" -> new Every(call.args().stream().map(Sieve::of).toList());
      case "_||_" -> new Either(of(call.args().get(0)), of(call.args().get(1)));
      case "_==_" -> equal(expr, call.args().get(0), call.args().get(1));
      case "@in" -> in(expr, call.args().get(0), call.args().get(1));
      case "startsWith" -> starts(expr, call);
      default -> needed(expr);
    };
  }

  private static Sieve equal(CelExpr whole, CelExpr left, CelExpr right) {
    if (text(left).isPresent()) {
      return text(right).isPresent() ? new Any() : equal(whole, right, left);
    }
    Optional<Path> path = path(left);
    return path.isPresent() && text(right).isPresent()
        ? new OneOf(path.get(), Set.of(text(right).get()))
        : needed(whole);
  }

  private static Sieve starts(CelExpr whole, CelCall call) {
    Optional<Path> path = call.target().flatMap(Sieve::path);
    Optional<String> prefix = text(call.args().getFirst());
    return path.isPresent() && prefix.isPresent()
        ? new Starts(path.get(), prefix.get())
        : needed(whole);
  }

  private static Sieve in(CelExpr whole, CelExpr item, CelExpr container) {
    Optional<Path> holder = path(container);
    if (text(item).isPresent() && holder.isPresent()) {
      return new Holds(holder.get(), text(item).get());
    }
    Optional<Path> path = path(item);
    Optional<Set<String>> texts = texts(container);
    return path.isPresent() && texts.isPresent()
        ? new OneOf(path.get(), texts.get())
        : needed(whole);
  }

  private static Optional<Set<String>> texts(CelExpr expr) {
    if (expr.getKind() != Kind.LIST || !expr.list().optionalIndices().isEmpty()) {
      return Optional.empty();
    }
    Set<String> texts = new HashSet<>();
    for (CelExpr element : expr.list().elements()) {
      if (text(element).isEmpty()) {
        return Optional.empty();
      }
      texts.add(text(element).get());
    }
    return Optional.of(texts);
  }

  /** Every look-up without which the expression is an error. */
  private static Sieve needed(CelExpr expr) {
    List<Path> paths = new ArrayList<>();
    addNeeded(expr, paths);
    return paths.isEmpty() ? new Any() : new Present(List.copyOf(paths));
  }

  private static void addNeeded(CelExpr expr, List<Path> into) {
    Optional<Path> path = path(expr);
    if (path.isPresent()) {
      if (!path.get().keys().isEmpty()) {
        into.add(path.get());
      }
      return;
    }
    switch (expr.getKind()) {
      case SELECT -> addNeeded(expr.select().operand(), into);
      case LIST -> expr.list().elements().forEach(element -> addNeeded(element, into));
      case COMPREHENSION -> addNeeded(expr.comprehension().iterRange(), into);
      case CALL -> addNeeded(expr.call(), into);
      default -> {}
    }
  }

  private static void addNeeded(CelCall call, List<Path> into) {
    switch (call.function()) {
      case "_&&_", "_||_", "@not_strictly_false" -> {}
      case "_?_:_" -> addNeeded(call.args().getFirst(), into);
      default -> {
        call.target().ifPresent(target -> addNeeded(target, into));
        call.args().forEach(argument -> addNeeded(argument, into));
      }
    }
  }

  /** {@code labels["role"]} or {@code facts.os.name}: a variable with constant keys. */
  private static Optional<Path> path(CelExpr expr) {
    return switch (expr.getKind()) {
      case IDENT ->
          VARIABLES.contains(expr.ident().name())
              ? Optional.of(new Path(expr.ident().name(), List.of()))
              : Optional.empty();
      case SELECT ->
          expr.select().testOnly()
              ? Optional.empty()
              : path(expr.select().operand()).map(path -> below(path, expr.select().field()));
      case CALL ->
          expr.call().function().equals("_[_]")
              ? path(expr.call().args().get(0))
                  .flatMap(path -> text(expr.call().args().get(1)).map(key -> below(path, key)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Path below(Path path, String key) {
    List<String> keys = new ArrayList<>(path.keys());
    keys.add(key);
    return new Path(path.variable(), List.copyOf(keys));
  }

  private static Optional<String> text(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(expr.constant().stringValue())
        : Optional.empty();
  }
}
