package join

import (
	"context"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

const secretNamespace = metav1.NamespaceSystem

// nodePasswords reserves a name for the node that used it first, until its Node object
// is deleted, in k3s's Secret NAME.node-password.k3s in kube-system (docs.k3s.io,
// Architecture).
type nodePasswords struct{ client kubernetes.Interface }

func (n *nodePasswords) verify(ctx context.Context, name, password string) error {
	secrets := n.client.CoreV1().Secrets(secretNamespace)
	secretName := name + ".node-password.k3s"
	secret, err := secrets.Get(ctx, secretName, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return n.keep(ctx, secretName, password)
	}
	if err != nil {
		return err
	}
	if verifies(string(secret.Data["hash"]), password) {
		return nil
	}
	// k3s deletes the Secret with the Node object; the fake does it when the name
	// is next requested.
	if _, err := n.client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{}); apierrors.IsNotFound(err) {
		if err := secrets.Delete(ctx, secretName, metav1.DeleteOptions{}); err != nil {
			return err
		}
		return n.keep(ctx, secretName, password)
	}
	return fmt.Errorf("unable to verify password for node %s: hash does not match", name)
}

func (n *nodePasswords) keep(ctx context.Context, name, password string) error {
	text, err := hash(password, rand.Text())
	if err != nil {
		return err
	}
	immutable := true
	_, err = n.client.CoreV1().Secrets(secretNamespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Immutable:  &immutable,
		Data:       map[string][]byte{"hash": []byte(text)},
	}, metav1.CreateOptions{})
	return err
}

// hash returns SALT:HEX.
func hash(password, salt string) (string, error) {
	key, err := pbkdf2.Key(sha256.New, password, []byte(salt), 4096, sha256.Size)
	return salt + ":" + hex.EncodeToString(key), err
}

func verifies(stored, password string) bool {
	salt, _, ok := strings.Cut(stored, ":")
	text, err := hash(password, salt)
	return ok && err == nil && same(stored, text)
}
