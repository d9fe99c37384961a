package io.muster.domain.selector;

import java.util.List;
import java.util.Random;

/** Expressions that mix what the sieve understands with what it does not, and with errors. */
final class RandomExpression {
  private static final List<String> ATOMS =
      List.of(
          "labels[\"role\"] == \"web\"",
          "\"db\" == labels.role",
          "labels.tier == 'gold'",
          "labels.tier != 'gold'",
          "labels.absent == 'x'",
          "labels[\"dc\"].startsWith(\"eu\")",
          "labels.role in ['web', 'db']",
          "labels.role in [labels.dc, 'web']",
          "'tier' in labels",
          "has(labels.tier)",
          "!has(labels.tier)",
          "\"frontend\" in groups",
          "'canary' in groups",
          "groups.exists(g, g.startsWith('b'))",
          "groups.all(labels, labels != 'canary')",
          "size(groups) > 1",
          "facts.os.name == \"debian\"",
          "facts.os.release.major >= 12",
          "facts.os.release.major == 12",
          "facts.os == 'unknown'",
          "facts['cpus'] > 4",
          "facts.cpus == 4.0",
          "facts.virtual",
          "!facts.virtual",
          "!facts.absent",
          "has(facts.os.name)",
          "!has(facts.os.name)",
          "has(facts.os.release.major)",
          "!has(facts.os.release.major)",
          "has(facts.absent.deeper)",
          "!has(facts.absent.deeper)",
          "has(facts.os) && has(facts.os.name)",
          "'name' in facts.os",
          "'10.0.0.1' in facts.addresses",
          "facts.addresses[0].startsWith('10.')",
          "facts.addresses.exists(a, a.endsWith('1'))",
          "facts.addresses.exists(a, labels.absent == a)",
          "facts.absent.exists(a, a == 'x')",
          "facts.absent in ['a']",
          "'a' in facts.absent",
          "status == \"online\"",
          "status != 'online'",
          "id.startsWith(\"web-\")",
          "id in ['web-000001', 'web-000002', 'db-000003']",
          "id == labels.role",
          "name.contains('00')",
          "id.matches('^web-0*[0-4]')",
          "type(facts.cpus) == int",
          "(labels.tier == 'gold') == false",
          "[labels.tier, labels.role].exists(x, x == 'web')",
          "{'k': labels.tier}.size() == 1",
          "(facts.virtual ? labels.tier : labels.role) == 'gold'",
          "(facts.virtual ? {'a': 'x'} : labels)['dc'].startsWith('u')",
          "'a' == 'a'",
          "'a' in ['a']",
          "1 / 0 == 1",
          "true",
          "false");

  private RandomExpression() {}

  static List<String> atoms() {
    return ATOMS;
  }

  static String of(Random random, int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return ATOMS.get(random.nextInt(ATOMS.size()));
    }
    String left = of(random, depth - 1);
    String right = of(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0, 1 -> "(" + left + ") && (" + right + ")";
      case 2, 3 -> "(" + left + ") || (" + right + ")";
      case 4 -> "!(" + left + ")";
      default -> "(" + left + ") ? (" + right + ") : (" + of(random, depth - 1) + ")";
    };
  }
}
