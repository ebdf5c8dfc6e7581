package nodeports

import (
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func service(name string, ports ...corev1.ServicePort) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name},
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeNodePort, Ports: ports},
	}
}

func TestPortsOf(t *testing.T) {
	ports := portsOf([]*corev1.Service{
		service("a", corev1.ServicePort{NodePort: 30001}, corev1.ServicePort{NodePort: 30002, Protocol: corev1.ProtocolTCP}),
		service("b", corev1.ServicePort{Port: 80}),                                      // a cluster IP only
		service("c", corev1.ServicePort{NodePort: 30003, Protocol: corev1.ProtocolUDP}), // not forwarded
		service("d", corev1.ServicePort{NodePort: 30004, Protocol: corev1.ProtocolTCP}),
	})
	got := map[int]string{}
	for port, s := range ports {
		got[port] = s.Name
	}
	want := map[int]string{30001: "a", 30002: "a", 30004: "d"}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for port, name := range want {
		if got[port] != name {
			t.Errorf("port %d is %q's, want %q's", port, got[port], name)
		}
	}
}

func TestChanges(t *testing.T) {
	s := service("a")
	opening, closing := changes(map[int]bool{1: true, 2: true, 5: true}, map[int]*corev1.Service{2: s, 4: s, 3: s})
	if !slices.Equal(opening, []int{3, 4}) || !slices.Equal(closing, []int{1, 5}) {
		t.Errorf("opening %v, closing %v", opening, closing)
	}
}
