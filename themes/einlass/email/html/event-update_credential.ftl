<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassUpdateCredentialLead", mail.shared.company, mail.shared.credential())/>
