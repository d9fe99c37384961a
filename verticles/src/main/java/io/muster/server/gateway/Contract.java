package io.muster.server.gateway;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;

/** Every method and every route that the gateway mounts. */
record Contract(List<ServiceDescriptor> services, List<Method> methods, List<Route> routes) {

  /**
   * Reads the services.
   *
   * @throws IllegalStateException when a method has no access rule, or two claim one route
   */
  static Contract of(List<ServiceDescriptor> services) {
    List<Method> methods = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor descriptor : service.getMethods()) {
        Method method = Method.of(descriptor);
        methods.add(method);
        HttpRule rule = descriptor.getOptions().getExtension(AnnotationsProto.http);
        if (rule.getPatternCase() != HttpRule.PatternCase.PATTERN_NOT_SET) {
          routes.add(Route.of(method, rule));
          rule.getAdditionalBindingsList().forEach(more -> routes.add(Route.of(method, more)));
        }
      }
    }
    return new Contract(services, List.copyOf(methods), List.copyOf(routes));
  }
}
