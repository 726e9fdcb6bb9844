"""Every hour: what changed in Entra since the last run, into Azure Storage, as a pod on the cluster of Airflow.

For Airflow 3 with apache-airflow-providers-cncf-kubernetes 10. The service account is the one of kubernetes.yaml.
"""

from datetime import datetime, timedelta, timezone

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import DAG
from kubernetes.client import models as k8s

SCRATCH = "/scratch"

with DAG(
    dag_id="entra_extract",
    schedule="17 * * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    # Each run reads all that came since the last one, so there is nothing to catch up on, and only one works at a time.
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 1, "retry_delay": timedelta(minutes=5)},
    tags=["entra"],
):
    KubernetesPodOperator(
        task_id="extract",
        name="entra-extract",
        namespace="entra-extract",
        image="registry.example/entra-extract:0.1.0",
        cmds=["/app/job.sh"],
        arguments=["extract", "--max-duration", "50m"],
        env_vars={
            "ENTRA_EXTRACT_OUT": "abfss://entra@myaccount.dfs.core.windows.net/lake",
            "ENTRA_EXTRACT_MEMORY": "1GB",
            "HOME": SCRATCH,
            "TMPDIR": SCRATCH,
        },
        labels={"azure.workload.identity/use": "true"},
        service_account_name="entra-extract",
        automount_service_account_token=False,
        # Longer than --max-duration, by what the last commit takes.
        execution_timeout=timedelta(minutes=58),
        termination_grace_period=120,
        security_context=k8s.V1PodSecurityContext(
            run_as_non_root=True,
            run_as_user=1000,
            run_as_group=1000,
            fs_group=1000,
            seccomp_profile=k8s.V1SeccompProfile(type="RuntimeDefault"),
        ),
        container_security_context=k8s.V1SecurityContext(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=k8s.V1Capabilities(drop=["ALL"]),
        ),
        container_resources=k8s.V1ResourceRequirements(
            requests={"cpu": "500m", "memory": "1Gi", "ephemeral-storage": "2Gi"},
            limits={"memory": "2Gi", "ephemeral-storage": "12Gi"},
        ),
        volumes=[k8s.V1Volume(name="scratch", empty_dir=k8s.V1EmptyDirVolumeSource(size_limit="10Gi"))],
        volume_mounts=[k8s.V1VolumeMount(name="scratch", mount_path=SCRATCH)],
    )
