"""One experiment on a SLURM cluster: `python docs/cluster/slurm.py CONFIG --jobs 20`, from a folder that all its machines see.

Each job is a machine's worth of workers. Stop it and start it again as you like: what is stored is not computed again.
"""

import argparse

from dask_jobqueue import SLURMCluster

from experiments import run_experiment

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config")
    parser.add_argument("--jobs", type=int, default=1, help="how many SLURM jobs (1)")
    parser.add_argument("--cores", type=int, default=32, help="processors of a job, a worker each (32)")
    parser.add_argument("--memory", default="64GB", help="memory of a job: 2 GB a worker are enough at full scale (64GB)")
    parser.add_argument("--hours", type=int, default=12, help="the longest a job may last (12)")
    parser.add_argument("--partition", help="the queue, where the cluster has several")
    parser.add_argument("--interface", help="the network that machines see each other by, like ib0")
    given = parser.parse_args()
    with SLURMCluster(
        cores=given.cores,
        processes=given.cores,
        memory=given.memory,
        walltime=f"{given.hours}:00:00",
        queue=given.partition,
        interface=given.interface,
        job_script_prologue=["export GLIBC_TUNABLES=glibc.malloc.hugetlb=1"],  # memory in large pages: a little quicker
    ) as cluster:
        cluster.scale(jobs=given.jobs)
        cluster.wait_for_workers(1)  # a queue takes what it takes
        print(run_experiment(given.config, scheduler=cluster.scheduler_address))
