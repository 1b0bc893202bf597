<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassRemoveCredentialLead", mail.shared.company, mail.shared.credential())/>
