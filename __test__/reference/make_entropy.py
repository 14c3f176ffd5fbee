"""Entropy estimates of a few samples by their definitions, in 40-digit arithmetic (NSB by 70 digits and 400 points).

Run: python make_entropy.py > entropy.json (mpmath 1.4). The definitions are those printed by the authors, summed as they
stand: no closed form, grouping or series of the library.
"""
from mpmath import *
mp.dps=40
def prof(c): return [x for x in c if x>0]
def est(c,K=None):
    c=prof(c); N=mpf(sum(c)); k=len(c); K=mpf(K or k); r={}
    t=lambda p: -p*log(p) if p>0 else mpf(0)
    r['plug-in']=sum(t(x/N) for x in c)
    r['miller-madow']=r['plug-in']+(k-1)/(2*N)
    def dirich(a):
        A=N+a*K; return sum(t((x+a)/A) for x in c)+(K-k)*t(a/A)
    r['jeffreys']=dirich(mpf(1)/2); r['laplace']=dirich(mpf(1)); r['schurmann-grassberger']=dirich(1/K); r['minimax']=dirich(sqrt(N)/K)
    tt=1/K; den=(N-1)*(sum((tt-x/N)**2 for x in c)+(K-k)*tt**2); lam=1 if den==0 else min(1,max(0,(1-sum((x/N)**2 for x in c))/den))
    r['shrink']=sum(t(lam*tt+(1-lam)*x/N) for x in c)+(K-k)*t(lam*tt)
    f1=mpf(c.count(1)); f2=mpf(c.count(2))
    ff=N-1 if f1==N else f1
    C=1-ff/N
    ht=lambda C: sum(-(C*x/N)*log(C*x/N)/(1-(1-C*x/N)**N) for x in c)
    r['chao-shen']=ht(C); r['horvitz-thompson']=ht(1)
    z=sum((x/N)*(psi(0,N)-psi(0,x)) for x in c); r['zhang']=z
    if f1==0: A=mpf(1)
    elif f2>0: A=2*f2/((N-1)*f1+2*f2)
    else: A=2/((N-1)*(f1-1)+2)
    if A==1: r['chao-wang-jost']=z
    else:
        r['chao-wang-jost']=z+(f1/N)*(1-A)**(1-N)*(-log(A)-sum((1-A)**j/mpf(j) for j in range(1,int(N))))
    r['bonachela']=(sum((x+1)*(psi(0,N+3)-psi(0,x+2)) for x in c)+(K-k)*(psi(0,N+3)-psi(0,2)))/(N+2)
    r['grassberger1988']=sum((x/N)*(log(N)-psi(0,x)-mpf(-1)**x/(x+1)) for x in c)
    G=lambda n: psi(0,n)+mpf(-1)**n/2*(psi(0,mpf(n+1)/2)-psi(0,mpf(n)/2))
    r['grassberger2003']=log(N)-sum(x*G(x) for x in c)/N
    def sch(xi): 
        u=1/xi-1
        return psi(0,N)-sum(x*(psi(0,x)+mpf(-1)**x*quad(lambda s:s**(x-1)/(1+s),[0,u])) for x in c)/N
    r['schurmann']=sch(exp(-mpf(1)/2))
    H=lambda c: sum(t(mpf(x)/sum(c)) for x in c if x>0)
    if N>1: r['jackknife']=N*H(c)-(N-1)/N*sum(c[i]*H(c[:i]+[c[i]-1]+c[i+1:]) for i in range(k))
    else: r['jackknife']=mpf(0)
    # nsb
    def logw(b): return loggamma(K*b)-loggamma(K*b+N)+sum(loggamma(x+b)-loggamma(b) for x in c)+log(K*psi(1,K*b+1)-psi(1,b+1))
    def m1(b): 
        A=N+K*b; al=[x+b for x in c]+([b] if K>k else []); mu=[1]*k+([K-k] if K>k else [])
        return psi(0,A+1)-sum(m*a*psi(0,a+1) for a,m in zip(al,mu))/A
    def m2(b):
        A=N+K*b; al=[x+b for x in c]+([b] if K>k else []); mu=[1]*k+([K-k] if K>k else [])
        g=[psi(0,a+1)-psi(0,A+2) for a in al]
        pr=sum(m*a*gg for a,m,gg in zip(al,mu,g))**2-sum(m*(a*gg)**2 for a,m,gg in zip(al,mu,g))
        pa=A*A-sum(m*a*a for a,m in zip(al,mu))
        d=sum(m*a*(a+1)*((psi(0,a+2)-psi(0,A+2))**2+psi(1,a+2)-psi(1,A+2)) for a,m in zip(al,mu))
        return (pr-pa*psi(1,A+2)+d)/(A*(A+1))
    if K>1:
        mp.dps=70
        th=[mpf(i)/2 for i in range(-140,120)]
        lw=[logw(exp(x))+x for x in th]; top=max(lw); 
        idx=[i for i,x in enumerate(lw) if x>top-60]; lo,hi=th[max(0,idx[0]-1)],th[min(len(th)-1,idx[-1]+1)]
        M=400 ; h=(hi-lo)/M
        pts=[lo+h*i for i in range(M+1)]
        w=[exp(logw(exp(x))+x-top) for x in pts]
        W=sum(w); a1=sum(ww*m1(exp(x)) for ww,x in zip(w,pts))/W; a2=sum(ww*m2(exp(x)) for ww,x in zip(w,pts))/W
        r['nsb']=a1; r['nsb-sd']=sqrt(a2-a1*a1)
        mp.dps=40
    D=N-k
    if D>0: r['ansb']=euler-log(2)+2*log(N)-psi(0,D); r['ansb-sd']=sqrt(psi(1,D))
    return r
if __name__=="__main__":
    import json
    samples=[([4,2,3,6,4,9],None),([4,2,3,6,4,9],12),([1,1,1,2,5],None),([1,1,1,2,5],20),([1,1,1,1],10),([10],None),([10],5),([1],3),([3,3,3],None),([100,50,25,12,6,3,1,1],100),([1000,999,1],3),([2,2,2,2,1],None),([1,1,1,1,5],1000)]
    out=[]
    for c,K in samples:
        r=est(c,K); out.append(dict(counts=c,support=K,values={k:float(v) for k,v in r.items()}))
    print(json.dumps(out))
